"""What each call of a stand-in does to the board's hardware."""

import asyncio
import errno
import struct
import time
from collections.abc import Callable

from simulator.board import RTC_MEMORY_SIZE, Board, Cause, Ending
from simulator.ether import Ether, Frame
from simulator.faults import DriverError, SendFault
from simulator.flash import PowerCut
from simulator.i2c import Bus
from simulator.inputs import Wake
from simulator.standins import _ops

RESPONSE_SECONDS = 0.1  # as long as send() waits for the fate of what was sent
QUEUE_MAX = 32  # frames that ESP-NOW takes before it says NO_MEM
ATTENUATION_VOLTS = (0.95, 1.25, 1.75, 2.45)  # upper end of the ADC's range

# What answers a call's body at once, without waiting for anything.
type Plain = Callable[[bytes], bytes | None]


class Calls:
    """One process's calls to its board."""

    def __init__(self, board: Board, ether: Ether) -> None:
        """Serve the board's process that has just started."""
        self.board = board
        self._ether = ether
        self._sending: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._watchdog: asyncio.TimerHandle | None = None
        self._plain = self._of_chip() | self._of_memory() | self._of_pins() | self._of_radio()

    def _of_chip(self) -> dict[int, Plain]:
        """Return the calls about clocks, sleep and resets."""
        board = self.board
        return {
            _ops.CPU_MHZ: lambda body: board.meter.clock(body[0], time.monotonic()),
            _ops.CLOCK: lambda _: struct.pack("<d", board.seconds()),
            _ops.CLOCK_SET: lambda body: board.set_seconds(*struct.unpack("<d", body)),
            _ops.STARTED: lambda _: struct.pack("<d", board.started),
            _ops.RESET_CAUSE: lambda _: bytes((board.cause,)),
            _ops.DEEPSLEEP: self._deepsleep,
            _ops.LIGHTSLEEP: lambda body: board.meter.doze(bool(body[0]), time.monotonic()),
            _ops.RESET: lambda _: board.end(Ending(Cause.HARD)),
            _ops.SOFT_RESET: lambda _: board.end(Ending(Cause.SOFT)),
            _ops.WATCHDOG: self._feed,
            _ops.UART_BAUD: lambda body: board.baud_changed(*struct.unpack("<I", body)),
        }

    def _of_memory(self) -> dict[int, Plain]:
        """Return the calls about all that keeps something."""
        board = self.board
        return {
            _ops.IDF_FREE: lambda _: struct.pack("<I", board.idf_free),
            _ops.RTC_READ: lambda _: board.rtc_memory,
            _ops.RTC_WRITE: self._rtc_write,
            _ops.NVS_GET_I32: self._nvs_number,
            _ops.NVS_SET_I32: self._nvs_set_number,
            _ops.NVS_GET_BLOB: lambda body: board.nvs.blob(*entry(body)[:2]),
            _ops.NVS_SET_BLOB: lambda body: board.nvs.write(*entry(body)),
            _ops.NVS_ERASE: lambda body: board.nvs.erase(*entry(body)[:2]),
            _ops.NVS_COMMIT: lambda _: None,
            _ops.FLASH_BLOCKS: lambda _: struct.pack("<I", board.flash.blocks),
            _ops.FLASH_PROGRAM: self._flash_program,
            _ops.FLASH_ERASE: lambda body: board.flash.erase(*struct.unpack("<I", body)),
        }

    def _of_pins(self) -> dict[int, Plain]:
        """Return the calls about what is wired to the board."""
        board = self.board
        return {
            _ops.I2C_WRITE: self._i2c_write,
            _ops.I2C_READ: self._i2c_read,
            _ops.I2C_READ_MEM: self._i2c_read_mem,
            _ops.I2C_SCAN: lambda body: bytes(self._bus(body).scan()),
            _ops.ADC_UV: self._adc,
            _ops.PIN_GET: lambda body: bytes((board.level(body[0]),)),
            _ops.PIN_SET: lambda body: board.pins.update({body[0]: body[1]}),
            _ops.PIN_PULL: lambda body: board.inputs.pull(body[0], body[1]),
            _ops.DHT_READ: self._dht,
            _ops.WAKE_ON: lambda body: board.inputs.arm(body[0], body[1], tuple(body[2:])),
            _ops.WAKE_REASON: lambda _: bytes((self._wake().source,)),
            _ops.WAKE_PINS: lambda _: bytes(self._wake().pins),
        }

    def _of_radio(self) -> dict[int, Plain]:
        """Return the calls about ESP-NOW and Wi-Fi."""
        board = self.board
        return {
            _ops.MAC: lambda _: board.mac,
            _ops.ESPNOW: lambda body: board.radio.listen(*struct.unpack("<?I", body)),
            _ops.STATS: lambda _: board.radio.stats.packed(),
            _ops.WIFI: self._wifi,
            _ops.WIFI_JOIN: lambda body: board.station.join(*body.decode().split("\0")),
            _ops.WIFI_LEAVE: lambda _: board.station.leave(),
            _ops.WIFI_STATUS: self._wifi_status,
            _ops.WIFI_ADDRESS: self._wifi_address,
        }

    async def answer(self, operation: int, body: bytes) -> bytes:
        """Carry out one call."""
        if operation == _ops.SEND:
            return bytes((await self._send(bool(body[0]), body[1:7], body[7:]),))
        try:
            return self._plain[operation](body) or b""
        except PowerCut:
            self.board.power_cycle()
            # Ends the line, and so the process: nothing runs after it.
            raise ConnectionResetError from None

    def close(self) -> None:
        """End with the process: what it had not sent yet is gone."""
        if self._watchdog:
            self._watchdog.cancel()
        for task in self._sending:
            task.cancel()

    def _rtc_write(self, body: bytes) -> None:
        if len(body) > RTC_MEMORY_SIZE:
            raise ValueError("buffer too long")
        self.board.rtc_memory = body
        self.board.remembered()

    def _deepsleep(self, body: bytes) -> None:
        self.board.end(Ending(Cause.DEEP_SLEEP, *struct.unpack("<Q", body)))

    def _feed(self, body: bytes) -> None:
        if self._watchdog:
            self._watchdog.cancel()
        seconds = struct.unpack("<I", body)[0] / 1000
        self._watchdog = asyncio.get_running_loop().call_later(seconds, self.board.bite)

    def _nvs_number(self, body: bytes) -> bytes:
        return struct.pack("<i", self.board.nvs.number(*entry(body)[:2]))

    def _nvs_set_number(self, body: bytes) -> None:
        namespace, key, value = entry(body)
        self.board.nvs.write(namespace, key, struct.unpack("<i", value)[0])

    def _flash_program(self, body: bytes) -> None:
        self.board.flash.program(struct.unpack_from("<I", body)[0], body[4:])

    def _bus(self, body: bytes) -> Bus:
        return self.board.buses.get((body[0], body[1])) or Bus()

    def _i2c_write(self, body: bytes) -> None:
        self._bus(body).write(body[2], body[3:])

    def _i2c_read(self, body: bytes) -> bytes:
        address, count = struct.unpack_from("<BH", body, 2)
        return self._bus(body).read(address, count)

    def _i2c_read_mem(self, body: bytes) -> bytes:
        address, count, register = struct.unpack_from("<BHB", body, 2)
        self._bus(body).write(address, bytes((register,)))
        return self._bus(body).read(address, count)

    def _dht(self, body: bytes) -> bytes:
        chip = self.board.dhts.get(body[0])
        if chip is None:
            raise DriverError(errno.ETIMEDOUT)
        return chip.read()

    def _wake(self) -> Wake:
        """Return what ended the deep sleep: the timer unless a pin did, nothing after a reset."""
        slept = self.board.cause is Cause.DEEP_SLEEP
        return self.board.wake or Wake(_ops.TIMER if slept else 0)

    def _adc(self, body: bytes) -> bytes:
        volts = self.board.volts.get(body[0], lambda: 0.0)()
        millivolts = round(1000 * min(volts, ATTENUATION_VOLTS[body[1]]))
        return struct.pack("<I", millivolts * 1000)

    def _wifi(self, body: bytes) -> None:
        radio = self.board.radio
        radio.on, radio.channel = bool(body[0]), body[1]
        self.board.meter.radio(radio.on, time.monotonic())

    def _wifi_status(self, _: bytes) -> bytes:
        return struct.pack("<Hb", self.board.station.status(), self.board.station.rssi())

    def _wifi_address(self, body: bytes) -> None:
        self.board.station.address = body.decode()

    async def _send(self, sync: bool, destination: bytes, message: bytes) -> bool:
        radio = self.board.radio
        if sync:
            await self._settle()
        if not radio.on:
            raise DriverError(_ops.ERR_ESPNOW_IF, "ESP_ERR_ESPNOW_IF")
        if radio.fault is SendFault.NO_MEM or len(self._sending) >= QUEUE_MAX:
            raise DriverError(_ops.ERR_ESPNOW_NO_MEM, "ESP_ERR_ESPNOW_NO_MEM")
        failures = radio.stats.failures
        radio.stats.sent += 1
        if radio.fault is not SendFault.NO_RESPONSE:
            self._transmit(Frame(self.board.mac, destination, radio.channel, message))
        if sync:
            await self._settle()
        return not sync or radio.stats.failures == failures

    async def _settle(self) -> None:
        """Wait until the fate of everything sent is known."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=RESPONSE_SECONDS)
        stats = self.board.radio.stats
        if stats.responses < stats.sent:
            await asyncio.sleep(0 if self._sending else RESPONSE_SECONDS)
            raise DriverError(errno.ETIMEDOUT)

    def _transmit(self, frame: Frame) -> None:
        self.board.meter.transmit(frame.airtime)
        task = asyncio.get_running_loop().create_task(self._fate(frame))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _fate(self, frame: Frame) -> None:
        stats = self.board.radio.stats
        # One at a time: a frame that nobody answers holds up those behind it.
        async with self._turn:
            acknowledged = await self._ether.send(frame)
        stats.responses += 1
        stats.failures += not acknowledged


def entry(body: bytes) -> tuple[str, str, bytes]:
    """Split a body into namespace, key and value."""
    namespace, key, value = body.split(b"\0", 2)
    return namespace.decode(), key.decode(), value

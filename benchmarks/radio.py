"""Bytes and charge in the air for one report of five values, beside what else there is.

Computed, not measured: each layout is built from its public description, and sent by the same
radio, so that layouts are compared and not chips. A frame or an answer in twenty is lost. Starting
the radio and the chip costs all of them the same and is left out.
"""

import json
from dataclasses import dataclass
from typing import Final

from benchmarks.reading.feeders import KEY, report
from benchmarks.reading.readings import FIELDS, amounts
from benchmarks.throughput import acknowledgement
from custom_components.domotik.protocol import wire
from simulator.charge import Draw
from simulator.ether import Frame
from simulator.lifetime import LISTEN_MS
from tests.node_frames import NODE

LOSS: Final = 0.05
# From the end of a frame to the answer of a program, as `scripts/battery` takes it; and of a chip.
PROGRAM: Final = LISTEN_MS / 1000
CHIP: Final = 130e-6
ACK_TEXT: Final = 3
BLE_CHANNELS: Final = 3
BLE_AROUND: Final = 1 + 4 + 2 + 6 + 3  # preamble, address, header, advertiser, CRC
BLE_MAX: Final = 31
BLE_BYTE: Final = 8e-6
# Without an answer an advertisement is repeated for those who were on another channel.
BLE_EVENTS: Final = 3
NRF_AROUND: Final = 1 + 5 + 9 / 8 + 2  # preamble, address, control field, CRC
NRF_BYTE: Final = 8 / 250_000
MY_HEADER: Final = 7
MY_FLOAT: Final = 5


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one report takes: bytes given to the radio, seconds in the air, what is answered."""

    name: str
    octets: int
    sending: float
    hearing: float = 0.0
    waiting: float = 0.0
    kept: str = ""
    source: str = ""

    @property
    def charge(self) -> float:
        """Return the millicoulombs of the radio for each report that is delivered."""
        draw = Draw()
        listening = (self.waiting + self.hearing) * draw.radio_ma
        once = self.sending * (draw.transmit_ma + draw.radio_ma) + listening
        arrives = (1 - LOSS) ** (2 if self.hearing else 1)
        return once / arrives

    def __str__(self) -> str:
        """Return it as a row."""
        return (
            f"| {self.name} | {self.octets} | {self.sending * 1000:.2f} | {self.charge:.2f} "
            f"| {self.kept} | {self.source} |"
        )


def espnow(message: bytes) -> float:
    """Return the seconds that an ESP-NOW frame is in the air."""
    return Frame(NODE, NODE, 6, message).airtime


def domotik(key: bytes | None) -> Exchange:
    """Return a report and its ACK."""
    message, answer = report(1, key), acknowledgement()
    if not key:
        answer = answer[: -wire.TAG_SIZE]
    name = "Domotik, sealed" if key else "Domotik, unsealed"
    kept = "sealed, acknowledged, kept until confirmed" if key else "acknowledged, kept"
    source = "[Protocol](protocol.md)"
    return Exchange(name, len(message), espnow(message), espnow(answer), PROGRAM, kept, source)


def domobibiche() -> Exchange:
    """Return the JSON of DomoBibiche."""
    values = list(amounts(1).values())
    told = {"Loc": NODE.hex(":"), "Prob": list(FIELDS), "Value": values}
    message = json.dumps(told).encode()
    source = "github.com/JohnBigeon/DomoBibiche, `Src/Client/main.py`"
    return Exchange("JSON of DomoBibiche", len(message), espnow(message), kept="-", source=source)


def hinch() -> Exchange:
    """Return a publication by the MQTT gateway for MicroPython."""
    message = json.dumps(["attic", json.dumps(amounts(1)), False, 0]).encode()
    answer = espnow(bytes(ACK_TEXT))
    source = "github.com/peterhinch/micropython-mqtt, gateway, `publish`"
    kept = "acknowledged"
    return Exchange("MQTT gateway", len(message), espnow(message), answer, PROGRAM, kept, source)


def packet_transport(key: bool) -> Exchange:
    """Return a packet of ESPHome's packet_transport over ESP-NOW."""
    clear = _padded(2 + 1 + len("attic"))
    code = 1 + 8 if key else 1
    values = sum(1 + 4 + 1 + len(field) for field in FIELDS)
    message = bytes(clear + _padded(code + values))
    name = "ESPHome packet_transport" + (", encrypted, rolling code" if key else "")
    source = "github.com/esphome/esphome, `packet_transport.cpp`"
    return Exchange(name, len(message), espnow(message), kept="-", source=source)


def _padded(count: int) -> int:
    """Return a count of bytes filled up to whole words."""
    return (count + 3) & ~3


def bthome(key: bool) -> Exchange:
    """Return what BTHome v2 advertises; what is too long for one goes into two."""
    objects = [1 + wire.OBJECT_SIZES[each] for each in (0x02, 0x03, 0x04, 0x05, 0x0C)]
    around = 3 + 1 + 1 + 2 + 1 + (8 if key else 0)
    pieces = [around + sum(objects)]
    if pieces[0] > BLE_MAX:
        pieces = [around + sum(objects[:3]), around + sum(objects[3:])]
    seconds = sum(BLE_BYTE * (BLE_AROUND + piece) for piece in pieces)
    sending = seconds * BLE_CHANNELS * BLE_EVENTS
    name = f"BTHome v2{', encrypted' if key else ''}, {BLE_EVENTS} events on 3 channels"
    kept = "encrypted" if key else "-"
    return Exchange(name, sum(pieces), sending, kept=kept, source="bthome.io/format")


def mysensors() -> Exchange:
    """Return five messages of MySensors by nRF24 at 250 kb/s, each answered by the chip."""
    message = NRF_AROUND + MY_HEADER + MY_FLOAT
    count = len(FIELDS)
    return Exchange(
        "MySensors, a message for each value",
        count * (MY_HEADER + MY_FLOAT),
        count * NRF_BYTE * message,
        count * NRF_BYTE * NRF_AROUND,
        count * CHIP,
        kept="acknowledged by the next chip",
        source="github.com/mysensors/MySensors, `core/MyMessage.h`",
    )


def main() -> None:
    """Print the table."""
    print("| report | bytes | ms in the air | mC per delivered report | safety | layout from |")
    print("|---|---:|---:|---:|---|---|")
    for exchange in (
        domotik(KEY),
        domotik(None),
        domobibiche(),
        hinch(),
        packet_transport(key=False),
        packet_transport(key=True),
        bthome(key=False),
        bthome(key=True),
        mysensors(),
    ):
        print(exchange)


if __name__ == "__main__":
    main()

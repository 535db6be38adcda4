"""ESP-NOW as a program meets it: what the driver raises, and what an acknowledgement is worth."""

import pytest

from simulator.board import Board
from simulator.ether import Frame
from simulator.faults import SendFault

from .bench import Bench

ON = """
import espnow, network
station = network.WLAN(network.STA_IF)
station.active(True)
station.config(channel=6)
radio = espnow.ESPNow()
radio.active(True)
"""
SENDER = bytes.fromhex("02ff00000001")
PEER = bytes.fromhex("020000000002")


def sends(result: str = "radio.send(peer, b'hello')") -> str:
    """Return a script that sends to the second board on the bench."""
    return f"""{ON}
peer = {PEER!r}
radio.add_peer(peer)
try:
    print({result})
except OSError as error:
    print(error)
"""


def listener(bench: Bench) -> Board:
    """Return a second board whose radio is on, channel 6, with no program that listens."""
    board = bench.board()
    board.radio.on = True
    board.radio.channel = 6
    return board


async def test_a_frame_reaches_the_program(bench: Bench) -> None:
    script = ON + 'print("ready")\nmac, message = radio.recv()\nprint(mac, message)'
    board = bench.launch(script)
    await bench.says(board, "ready")
    bench.ether.inject(Frame(SENDER, board.board.mac, 6, b"hello"))
    await bench.says(board, f"{SENDER!r} b'hello'")


async def test_mac_acknowledges_although_no_program_listens(bench: Bench) -> None:
    sender = bench.board()
    listener(bench)
    assert await bench.run(sends(), sender) == "True"


async def test_mac_acknowledges_what_the_receive_buffer_drops(bench: Bench) -> None:
    sender, target = bench.board(), listener(bench)
    target.radio.sink = lambda _: None
    target.radio.listen(active=True, ring_size=20)
    said = await bench.run(sends("radio.send(peer, bytes(100))"), sender)
    assert (said, target.radio.stats.dropped, target.radio.stats.received) == ("True", 1, 0)


async def test_a_peer_that_sleeps_does_not_acknowledge(bench: Bench) -> None:
    sender, target = bench.board(), listener(bench)
    target.radio.on = False
    assert await bench.run(sends(), sender) == "False"


async def test_a_peer_on_another_channel_does_not_acknowledge(bench: Bench) -> None:
    sender, target = bench.board(), listener(bench)
    target.radio.channel = 11
    assert await bench.run(sends(), sender) == "False"


async def test_a_send_without_waiting_is_true_whatever_becomes_of_it(bench: Bench) -> None:
    assert await bench.run(sends("radio.send(peer, b'hello', False)")) == "True"


async def test_a_broadcast_is_always_true(bench: Bench) -> None:
    script = sends("radio.send(peer, b'hello')").replace(repr(PEER), repr(b"\xff" * 6))
    assert await bench.run(script) == "True"


async def test_sending_to_no_peer_raises_not_found(bench: Bench) -> None:
    script = sends("radio.send(b'nobody', b'hello')")
    assert await bench.run(script) == "(-12393, 'ESP_ERR_ESPNOW_NOT_FOUND')"


async def test_a_driver_without_memory_raises_no_mem(bench: Bench) -> None:
    board = bench.board()
    board.radio.fault = SendFault.NO_MEM
    assert await bench.run(sends(), board) == "(-12391, 'ESP_ERR_ESPNOW_NO_MEM')"


async def test_a_send_whose_fate_stays_unknown_times_out(bench: Bench) -> None:
    board = bench.board()
    board.radio.fault = SendFault.NO_RESPONSE
    assert await bench.run(sends(), board) == "[Errno 110] ETIMEDOUT"


async def test_a_burst_waits_for_room_in_the_drivers_queue(bench: Bench) -> None:
    burst = "[radio.send(peer, bytes(250), False) for _ in range(36)]"
    script = sends(f"len({burst}), time.ticks_ms() - began")
    said = await bench.run("import time\nbegan = time.ticks_ms()\n" + script)
    # Four frames that nobody answers have to go first.
    assert int(said.split()[1]) > 4 * 24


async def test_a_radio_that_is_not_active_raises_not_init(bench: Bench) -> None:
    script = sends().replace("radio.active(True)", "")
    script = script.replace("radio.add_peer(peer)", "")
    assert await bench.run(script) == "(-12389, 'ESP_ERR_ESPNOW_NOT_INIT')"


async def test_the_twenty_first_peer_is_refused(bench: Bench) -> None:
    script = (
        ON
        + """
try:
    for number in range(30):
        radio.add_peer(bytes((2, 0, 0, 0, 1, number)))
except OSError as error:
    print(number, error)
"""
    )
    assert await bench.run(script) == "20 (-12392, 'ESP_ERR_ESPNOW_FULL')"


async def test_an_empty_message_is_refused(bench: Bench) -> None:
    assert await bench.run(sends("radio.send(peer, b'')")) == "(-12390, 'ESP_ERR_ESPNOW_ARG')"


async def test_peers_table_never_shrinks(bench: Bench) -> None:
    script = (
        ON
        + """
print("ready")
for _ in range(30):
    radio.recv()
radio.active(False)
radio.active(True)
print("known", len(radio.peers_table))
"""
    )
    board = bench.launch(
        script.replace("radio.active(True)", "radio.config(rxbuf=4096); radio.active(True)", 1)
    )
    await bench.says(board, "ready")
    for number in range(30):
        sender = SENDER[:5] + bytes((number,))
        bench.ether.inject(Frame(sender, board.board.mac, 6, b"hello"))
    await bench.says(board, "known 30")


async def test_recvinto_tells_rssi_and_time(bench: Bench) -> None:
    script = (
        ON
        + """
import time
print("ready")
got = [bytearray(6), bytearray(250), 0, 0]
print(radio.recvinto(got), got[0].hex(), got[1], got[2], 0 <= time.ticks_ms() - got[3] < 500)
"""
    )
    board = bench.launch(script)
    await bench.says(board, "ready")
    bench.ether.inject(Frame(SENDER, board.board.mac, 6, b"hello"), rssi=-71)
    await bench.says(board, "5 02ff00000001 bytearray(b'hello') -71 True")


async def test_what_the_program_reads_makes_room_again(bench: Bench) -> None:
    script = (
        ON
        + """
print("ready")
for _ in range(20):
    radio.recv()
print("got", radio.stats()[3:])
"""
    )
    board = bench.launch(script)
    await bench.says(board, "ready")
    for _ in range(20):
        bench.ether.inject(Frame(SENDER, board.board.mac, 6, bytes(200)))
        await bench.until(lambda: not board.board.radio.ring_used)
    await bench.says(board, "got (20, 0)")


async def test_a_driver_without_heap_is_deaf_and_acknowledges(bench: Bench) -> None:
    sender, target = bench.board(), listener(bench)
    target.radio.sink = lambda _: None
    target.radio.listen(active=True, ring_size=4096)
    target.radio.deaf = True
    said = await bench.run(sends(), sender)
    assert (said, target.radio.stats.received, target.radio.stats.dropped) == ("True", 0, 0)


async def test_poll_wakes_for_a_frame(bench: Bench) -> None:
    script = (
        ON
        + """
import select
poller = select.poll()
poller.register(radio, select.POLLIN)
print("ready")
print("polled", len(poller.poll(5000)), radio.any())
"""
    )
    board = bench.launch(script)
    await bench.says(board, "ready")
    bench.ether.inject(Frame(SENDER, board.board.mac, 6, b"hello"))
    await bench.says(board, "polled 1 True")


async def test_poll_waits_for_its_time(bench: Bench) -> None:
    script = (
        ON
        + """
import select, time
poller = select.poll()
poller.register(radio, select.POLLIN)
began = time.ticks_ms()
print(len(poller.poll(50)), time.ticks_ms() - began >= 50)
"""
    )
    assert await bench.run(script) == "0 True"


@pytest.mark.parametrize("receiver", ["radio.recv(20)", "radio.irecv(20)"])
async def test_waiting_in_vain_gives_none(bench: Bench, receiver: str) -> None:
    assert await bench.run(f"{ON}print({receiver})") == "(None, None)"

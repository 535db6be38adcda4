"""What the ether does to frames."""

import asyncio
import time
from dataclasses import replace

import pytest

from simulator.ether import BROADCAST, Conditions, Ether, Frame
from simulator.radio import Radio

FIRST, SECOND = b"\x02\x00\x00\x00\x00\x01", b"\x02\x00\x00\x00\x00\x02"
FRAME = Frame(FIRST, SECOND, 6, b"hello")


class Pair:
    """Two radios on channel 6; the second keeps what it hears."""

    def __init__(self, **conditions: object) -> None:
        """Put both on the ether."""
        self.ether = Ether(replace(Conditions(), **conditions), seed=1)  # type: ignore[arg-type]
        self.second = Radio(SECOND, on=True, channel=6, listening=True, ring_size=1 << 20)
        self.heard: list[bytes] = []
        self.second.sink = lambda content: self.heard.append(content[13:])
        self.ether.add(Radio(FIRST, on=True, channel=6))
        self.ether.add(self.second)

    async def send(self, count: int = 1) -> int:
        """Send frames one after the other; return how many were acknowledged."""
        frames = [replace(FRAME, message=bytes((number % 256,))) for number in range(count)]
        return sum(await asyncio.gather(*map(self.ether.send, frames)))


async def test_a_frame_arrives_once() -> None:
    pair = Pair()
    assert (await pair.send(), pair.heard) == (1, [b"\x00"])


async def test_loss_loses_its_share() -> None:
    pair = Pair(loss=0.3)
    await pair.send(400)
    assert 240 < len(pair.heard) < 320


async def test_a_lost_frame_is_not_acknowledged() -> None:
    pair = Pair(loss=1.0)
    assert (await pair.send(), pair.heard) == (0, [])


async def test_a_lost_acknowledgement_is_a_frame_that_arrived() -> None:
    pair = Pair(ack_loss=1.0)
    assert (await pair.send(), pair.heard) == (0, [b"\x00"])


async def test_a_doubled_frame_arrives_twice() -> None:
    pair = Pair(duplicate=1.0)
    await pair.send()
    assert pair.heard == [b"\x00"] * 2


async def test_delay_holds_a_frame_back() -> None:
    pair = Pair(delay=(0.03, 0.03))
    await pair.send()
    before = len(pair.heard)
    await asyncio.sleep(0.05)
    assert (before, len(pair.heard)) == (0, 1)


async def test_reordering_keeps_every_frame() -> None:
    pair = Pair(reorder=0.5)
    await pair.send(20)
    await asyncio.sleep(0.05)
    numbers = [message[0] for message in pair.heard]
    assert (sorted(numbers), numbers != sorted(numbers)) == (list(range(20)), True)


async def test_another_channel_hears_nothing() -> None:
    pair = Pair(adjacent=1.0)
    pair.second.channel = 8
    assert (await pair.send(), pair.heard) == (0, [])


async def test_the_neighbouring_channel_can_hear() -> None:
    pair = Pair(adjacent=0.4)
    pair.second.channel = 7
    await pair.send(200)
    assert 50 < len(pair.heard) < 110


async def test_out_of_range_nothing_arrives() -> None:
    pair = Pair()
    pair.second.position = (900.0, 0.0)
    assert (await pair.send(), pair.heard) == (0, [])


async def test_a_pairs_signal_can_be_set_by_hand() -> None:
    pair = Pair(pairs={(FIRST, SECOND): -71})
    assert pair.ether.rssi(pair.ether.radios[FIRST], pair.second) == -71


async def test_distance_weakens_the_signal() -> None:
    pair = Pair()
    near, far = Radio(FIRST, (2.0, 0.0)), Radio(FIRST, (40.0, 0.0))
    assert pair.ether.rssi(near, pair.second) > pair.ether.rssi(far, pair.second) + 20


async def test_a_broadcast_reaches_all_but_its_sender() -> None:
    pair = Pair()
    await pair.ether.send(replace(FRAME, destination=BROADCAST))
    assert pair.heard == [b"hello"]


async def test_a_broadcast_is_not_acknowledged_and_counts_as_sent() -> None:
    assert await Pair(loss=1.0).ether.send(replace(FRAME, destination=BROADCAST))


async def test_a_tap_sees_every_frame() -> None:
    pair = Pair()
    seen: list[Frame] = []
    pair.ether.taps.append(seen.append)
    await pair.ether.send(FRAME)
    assert seen == [FRAME]


async def test_a_tap_drops_a_frame() -> None:
    pair = Pair()
    pair.ether.taps.append(lambda _: True)
    assert (await pair.send(), pair.heard) == (0, [])


async def test_frames_on_one_channel_take_turns() -> None:
    pair = Pair()
    began = time.monotonic()
    await pair.send(100)
    assert time.monotonic() - began >= 100 * replace(FRAME, message=b"\0").airtime


@pytest.mark.parametrize(("size", "milliseconds"), [(0, 0.536), (250, 2.536)])
def test_airtime_is_that_of_one_megabit(size: int, milliseconds: float) -> None:
    airtime = replace(FRAME, message=bytes(size)).airtime
    assert airtime * 1000 == pytest.approx(milliseconds)


async def test_the_same_seed_has_the_same_luck() -> None:
    pairs = [Pair(loss=0.5), Pair(loss=0.5)]
    for _ in range(10):
        await asyncio.gather(*(pair.send() for pair in pairs))
    assert pairs[0].heard == pairs[1].heard

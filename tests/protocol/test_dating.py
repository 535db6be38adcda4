"""When a node's samples were taken, whatever its clock, its broker and its battery did."""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.fresh import Fresh
from custom_components.domotik.protocol.messages import Received
from custom_components.domotik.protocol.nodes import Node
from tests.node_frames import report_frame

START = 1_800_000_000.0
EXACT = 1.5
NEAR = 3.0

drifts = st.floats(0.95, 1.05)
naps = st.lists(st.floats(1, 4000), min_size=1, max_size=20)


@dataclass
class DriftingNode:
    """A node whose clock counts seconds of its own length; a sample at each wake."""

    drift: float
    now: float = START
    began: float = START
    epoch: int = 1
    number: int = 0
    counter: int = 0

    def clock(self) -> int:
        """Return what its clock shows."""
        return int((self.now - self.began) / self.drift)

    def cold_start(self) -> None:
        """Lose everything but the epoch."""
        self.began, self.epoch, self.number, self.counter = self.now, self.epoch + 1, 0, 0

    def sample(self) -> bytes:
        """Take a sample that tells its own number as a temperature."""
        self.number += 1
        return wire.pack_sample(self.number - 1, self.clock(), [(wire.TEMPERATURE, 2000)])

    def report(self, *samples: bytes) -> bytes:
        """Return a report, the newest sample first; nothing is confirmed, so all is kept."""
        self.counter += 1
        return report_frame(
            *reversed(samples),
            clock=self.clock(),
            oldest=0,
            epoch=self.epoch,
            counter=self.counter,
        )


def settle_clock(node: Node, drifting: DriftingNode) -> None:
    """Let the host learn the clock: contacts every five minutes, for an hour."""
    for _ in range(13):
        hand_over(node, drifting.report(), drifting.now, drifting.now)
        drifting.now += 300


def hand_over(node: Node, frame: bytes, heard: float, now: float) -> list[Fresh]:
    """Bring a frame to the host some time after the broker heard it."""
    return node.apply(Received(1, round((now - heard) * 1000), node.mac, -60, frame), now)


def worst(fresh: list[Fresh], truth: list[float]) -> float:
    """Return by how many seconds the worst sample is misdated."""
    return max(abs(each.time - time) for each, time in zip(fresh, truth, strict=True))


def wakes(drifting: DriftingNode, naps: list[float]) -> Iterator[tuple[bytes, float]]:
    """Let a node sleep and wake; return each sample with its true time."""
    for nap in naps:
        drifting.now += nap
        yield drifting.sample(), drifting.now


@given(drifts, naps)
def test_sample_between_contacts_is_dated_right(drift: float, naps: list[float]) -> None:
    drifting, node = DriftingNode(drift), Node("", unencrypted=True)
    settle_clock(node, drifting)
    taken = list(wakes(drifting, naps))
    drifting.now += 60
    frame = drifting.report(*(sample for sample, _ in taken))
    fresh = hand_over(node, frame, drifting.now, drifting.now)
    assert worst(fresh, [time for _, time in taken]) <= EXACT


@given(drifts, naps, st.floats(0, 48 * 3600))
def test_sample_in_a_frame_that_was_held_is_dated_right(
    drift: float, naps: list[float], held: float
) -> None:
    drifting, node = DriftingNode(drift), Node("", unencrypted=True)
    hand_over(node, drifting.report(), START, START)
    taken = [(drifting.report(sample), time) for sample, time in wakes(drifting, naps)]
    now = drifting.now + held
    fresh = [hand_over(node, frame, heard, now)[0] for frame, heard in taken]
    assert worst(fresh, [time for _, time in taken]) <= EXACT


@given(drifts, naps)
def test_sample_between_contacts_of_another_broker_is_dated_right(
    drift: float, naps: list[float]
) -> None:
    """The first broker kept its frames while the node reported to a second one."""
    drifting, node = DriftingNode(drift), Node("", unencrypted=True)
    settle_clock(node, drifting)
    held = [(drifting.report(sample), time) for sample, time in wakes(drifting, naps)]
    settle_clock(node, drifting)
    fresh = [each for frame, heard in held for each in hand_over(node, frame, heard, drifting.now)]
    assert worst(fresh, [heard for _, heard in held]) <= EXACT


@given(drifts, st.lists(st.floats(1, 300), min_size=1, max_size=6), st.floats(0, 48 * 3600))
def test_sample_after_a_cold_start_is_dated_right(
    drift: float, naps: list[float], held: float
) -> None:
    """Nothing of the new epoch has been heard yet: the rate of the one before has to do."""
    drifting, node = DriftingNode(drift), Node("", unencrypted=True)
    settle_clock(node, drifting)
    drifting.cold_start()
    taken = list(wakes(drifting, naps))
    frame = drifting.report(*(sample for sample, _ in taken))
    fresh = hand_over(node, frame, drifting.now, drifting.now + held)
    assert worst(fresh, [time for _, time in taken]) <= NEAR

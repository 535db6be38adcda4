"""What the nodes have taken, value by value, told by their own memories."""

import struct
import time
from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from campaign.memory import Reader
from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.reports import Report
from simulator.node import Node

# When, and the value from then on.
type Course = list[tuple[float, float]]


class Taken:
    """The course of every object of every node, in the time of this machine."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        """Watch the nodes' memories."""
        self.courses: defaultdict[str, Course] = defaultdict(list)
        self._seen: set[tuple[bytes, int, int]] = set()
        self._reader = Reader()
        for node in nodes:
            node.board.remembered = partial(self._look, node)

    def _look(self, node: Node) -> None:
        """Note the samples that are there for the first time."""
        now, clock = time.time(), node.board.seconds()
        kept = self._reader.read(node.board.rtc_memory)
        for number, sample in zip(kept.numbers, kept.samples, strict=True) if kept else ():
            identity = (node.mac, kept.epoch if kept else 0, number)
            if identity not in self._seen:
                self._seen.add(identity)
                self._note(node, sample, now - clock)

    def _note(self, node: Node, sample: bytes, began: float) -> None:
        """Add a sample's readings to their courses, by the unique ids of their entities."""
        body = struct.pack(wire.REPORT_HEAD, 0, 0) + sample
        taken = Report.from_body(body).samples[0]
        # A busy machine can hold a node up between taking a sample and keeping it.
        now = min(time.time(), began + taken.taken + 1)
        for reading in taken.readings:
            if isinstance(reading.value, float | int):
                unique_id = f"{node.mac.hex(':')}-{reading.object_id:02x}-{reading.instance}"
                self.courses[unique_id].append((now, reading.value))


def changes(course: Course) -> Course:
    """Return when the value became another one."""
    found: Course = []
    for moment, value in course:
        if not found or abs(found[-1][1] - value) > 1e-6:
            found.append((moment, value))
    return found


def within(course: Course, start: float, end: float) -> Course:
    """Return a course between two instants, with the value that holds at the first."""
    before = [value for moment, value in course if moment <= start][-1:]
    return [(start, value) for value in before] + [
        (moment, value) for moment, value in course if start < moment < end
    ]


def mean(course: Course, end: float) -> float:
    """Return the mean of a course up to an instant, weighted by time."""
    ends = [*(moment for moment, _ in course), end][1:]
    weighted = [
        (value, until - moment) for (moment, value), until in zip(course, ends, strict=True)
    ]
    return sum(value * part for value, part in weighted) / (end - course[0][0])

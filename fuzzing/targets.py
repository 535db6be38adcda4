"""What is fuzzed on the host: each target takes bytes, and may refuse them in a known way only."""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.errors import BadFrame, VersionMismatch
from custom_components.domotik.protocol.lines import LineSplitter
from custom_components.domotik.protocol.messages import (
    Hello,
    Pong,
    Received,
    Stats,
    read_heard,
)
from custom_components.domotik.protocol.nodes import Node
from custom_components.domotik.protocol.objects import take_object
from custom_components.domotik.protocol.pairing import read_key, read_pairing
from custom_components.domotik.protocol.reports import Announce, Header, Report

REPOSITORY: Final = Path(__file__).resolve().parent.parent
# The firmware's check of settings is plain Python.
sys.path.append(str(REPOSITORY / "firmware/lib"))
import checks  # noqa: E402

MAC: Final = "a0:b1:c2:d3:e4:f5"
SETTINGS: Final = {
    "channel": 6,
    "interval": 300,
    "heartbeat": 900,
    "name": "",
    "broker": "",
    "key": "",
    "dead_bands": {},
    "power": "battery",
}

type Target = Callable[[bytes], None]


def line(octets: bytes) -> None:
    """Cut bytes into lines and read each; what is read packs to the same line again."""
    splitter = LineSplitter()
    for each in splitter.feed(octets + b"\n"):
        assert len(each) <= splitter.limit
        if (frame := wire.unpack_line(each)) is not None:
            assert wire.unpack_line(wire.pack_line(*frame).rstrip(b"\n")) == frame


def frame(octets: bytes) -> None:
    """Let a node take a radio frame that nobody sealed, twice; the second brings nothing."""
    node = Node(MAC)
    node.trust(None)
    received = Received(1, 0, MAC, -60, octets)
    fresh = node.apply(received, 1e9)
    assert len(fresh) == node.figures.samples
    assert node.apply(received, 1e9 + 1) == []
    assert Node.from_dict(MAC, json.loads(json.dumps(node.as_dict()))).as_dict() == node.as_dict()


def messages(octets: bytes) -> None:
    """Read bytes as each message there is."""
    readers: tuple[Callable[[bytes], object], ...] = (
        Header.from_frame,
        Report.from_body,
        Announce.from_body,
        Hello.from_payload,
        Pong.from_payload,
        Stats.from_payload,
        Received.from_payload,
        read_heard,
    )
    for read in readers:
        refused(partial(read, octets))


def objects(octets: bytes) -> None:
    """Read bytes as objects, to the end or to the first that is wrong; each moves on."""

    def read() -> None:
        place = 0
        while place < len(octets):
            _, _, after = take_object(octets, place)
            assert after > place
            place = after

    refused(read)


def settings(octets: bytes) -> None:
    """Review a settings file; each mistake has a sentence, and what is taken is right."""
    text = octets.decode("utf-8", "replace")
    taken, mistakes = checks.review_text(text, dict(SETTINGS), SETTINGS)
    assert all(sentence for _, sentence in mistakes)
    assert checks.review_known(dict(taken), SETTINGS)[1] == []


def pairing(octets: bytes) -> None:
    """Read a pairing text and a key."""
    text = octets.decode("utf-8", "replace")
    if (found := read_pairing(text)) is not None:
        assert read_key(found.key) == found.key
    if (key := read_key(text)) is not None:
        bytes.fromhex(key)


def refused(read: Callable[[], object]) -> None:
    """Allow what says that bytes make no sense, or none in this version."""
    try:
        read()
    except BadFrame, VersionMismatch:
        return


TARGETS: Final[dict[str, Target]] = {
    "line": line,
    "frame": frame,
    "messages": messages,
    "objects": objects,
    "settings": settings,
    "pairing": pairing,
}

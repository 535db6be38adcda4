"""One node's update, as the host sees it: offered, fetched chunk by chunk, tried, proved."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from . import wire
from .firmware import Firmware
from .mailbox import Fate
from .nodes import Node
from .outgoing import Post
from .reports import Announce

# A chunk that nobody fetches for so many seconds is forgotten by the broker.
CHUNK_LIVES: Final = 60
# A node that is silent for so long gives up its turn; what it has it keeps.
SILENCE_MIN: Final = 1800
SILENT_HEARTBEATS: Final = 4


class Stage(StrEnum):
    """How far an update is."""

    WAITING = "waiting"
    OFFERED = "offered"
    FETCHING = "fetching"
    TRIAL = "trial"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Want:
    """What a node lacks: the first missing chunk of a file, and which of the next it has."""

    number: int
    place: int
    ahead: int
    digest: str

    def places(self) -> Iterator[int]:
        """Return the places that are missing, in order, as far as the node has told."""
        yield self.place
        for step in range(wire.CHUNKS_AHEAD):
            if not self.ahead >> step & 1:
                yield self.place + 1 + step


def read_want(text: str) -> Want | None:
    """Return what the fourth text of an ANNOUNCE wants; None for anything else."""
    if not text.startswith(wire.UPDATE_WANTS):
        return None
    try:
        fields = bytes.fromhex(text[1:])
    except ValueError:
        return None
    if len(fields) != 6:  # noqa: PLR2004 - as the text is made
        return None
    return Want(fields[0], int.from_bytes(fields[1:3]), fields[3], fields[4:].hex())


class Transfer:
    """One node, one version."""

    def __init__(self, node: Node, firmware: Firmware) -> None:
        """Wait for a turn."""
        self.node = node
        self.firmware = firmware
        self.stage = Stage.WAITING
        self.share = 0.0
        self.reason = ""
        self._want: Want | None = None
        self._told: Announce | None = None
        self._places: list[int] = []
        self._epoch = self._round = 0
        self._heard = 0.0

    @property
    def over(self) -> bool:
        """Tell whether nothing more comes of it."""
        return self.stage in (Stage.DONE, Stage.FAILED)

    def offer(self, now: float) -> None:
        """Count as offered: the letter is in the node's mailbox."""
        self.stage = Stage.OFFERED
        self._heard = now

    def hear(self, now: float) -> None:
        """Look at what the node has said last."""
        told = self.node.announce
        if told is None or self.over or self.stage is Stage.WAITING:
            return
        self._heard = max(self._heard, self.node.last_seen or 0.0)
        want = read_want(told.update)
        if want and want.digest == self.firmware.mark:
            if told is not self._told:
                self._fetch(want, now)
        elif told.firmware == self.firmware.version:
            self._tried(told.update)
        elif told.update.startswith(wire.UPDATE_FAILED) and self._offer_is_through():
            self._fail(told.update[1:])
        if now - self._heard > max(SILENCE_MIN, SILENT_HEARTBEATS * self.node.heartbeat):
            self._fail("the node fell silent")
        self._told = told

    def posts(self) -> Iterator[Post]:
        """Return the chunks that the broker should hold, as many as have room."""
        want = self._want
        if self.stage is not Stage.FETCHING or want is None:
            return
        version = self.node.versions.spoken
        head = wire.pack_header(wire.MAIL, 0, self._epoch, self._round, version)
        for place in self._places[: self._room]:
            key = _key(place)
            chunk = self.firmware.chunk(want.number, place) or b""
            yield Post(self.node.mac, key, CHUNK_LIVES, head + bytes((key,)) + chunk)

    @property
    def _room(self) -> int:
        """Return how many chunks the broker can hold besides the node's letters."""
        return wire.MAIL_A_NODE - len(self.node.mailbox.pending)

    def _fetch(self, want: Want, now: float) -> None:
        epoch = self.node.epoch or 0
        same = self._want and self._want.number == want.number and self._epoch == epoch
        self._places = self._next(want, self._places if same else [])
        self.stage = Stage.FETCHING
        self._want = want
        self._epoch = epoch
        # Another frame of the chunk that is wanted again when the broker may have forgotten it.
        self._round = int(now // (CHUNK_LIVES / 2)) & 0xFFFF
        self.share = self.firmware.share(want.number, want.place)

    def _next(self, want: Want, handed: list[int]) -> list[int]:
        """Return which chunks the broker should hold when the node asks the next time.

        What lay there was handed over as this question came; if it got lost, the next one says so.
        """
        missing = [place for place in want.places() if self.firmware.chunk(want.number, place)]
        chosen: dict[int, int] = {}
        for place in [each for each in missing if each not in handed] or missing:
            chosen.setdefault(_key(place), place)
        return list(chosen.values())[: self._room]

    def _tried(self, told: str) -> None:
        """Take the new version's word: it is on trial, or has proved itself."""
        self.share = 1.0
        self.stage = Stage.TRIAL if told == wire.UPDATE_TRIAL else Stage.DONE

    def _fail(self, reason: str) -> None:
        self.stage = Stage.FAILED
        self.reason = reason

    def _offer_is_through(self) -> bool:
        """Tell whether the node has taken the offer: what it says then is about this update."""
        mailbox = self.node.mailbox
        return mailbox.wish(wire.MAIL_UPDATE) is None and mailbox.fate is not Fate.EXPIRED


def _key(place: int) -> int:
    """Return under which key a chunk lies in the broker's mailbox."""
    return wire.MAIL_CHUNK + place % wire.MAIL_A_NODE

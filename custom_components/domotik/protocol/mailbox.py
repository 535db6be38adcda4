"""What the host wants of one node, until the node says that it has carried it out."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from . import wire
from .downlink import Downlink
from .errors import MailboxFull
from .items import Item

FINISHED_MAX: Final = 4


class Fate(StrEnum):
    """What has become of a letter."""

    PENDING = "pending"
    DONE = "done"
    EXPIRED = "expired"


@dataclass(slots=True)
class Letter:
    """An item on its way; `ends` is a host time in seconds since 1970.

    It takes a host counter when it is first sealed, and keeps it for as long as the epoch lasts.
    It may leave when that counter is on the disk (`safe`).
    """

    item: Item
    ends: float
    fate: Fate = Fate.PENDING
    counter: int | None = None
    safe: bool = False

    def as_list(self) -> list[Any]:
        """Return a plain form for storage."""
        item = self.item
        return [item.key, item.value.hex(), item.lives, self.ends, self.fate, self.counter]

    @classmethod
    def from_list(cls, stored: list[Any]) -> Self:
        """Return the letter that `as_list` stored."""
        key, value, lives, ends, fate, counter = stored
        item = Item(key, bytes.fromhex(value), lives)
        return cls(item, ends, Fate(fate), counter, safe=counter is not None)


class Mailbox:
    """The letters of one node: few that are pending, one per key, and those finished last."""

    def __init__(self) -> None:
        """Start with nothing to tell the node."""
        self._pending: dict[int, Letter] = {}
        self._finished: deque[Letter] = deque(maxlen=FINISHED_MAX)

    @property
    def pending(self) -> list[Letter]:
        """Return the letters whose fate is open, in the order of the wishes."""
        return list(self._pending.values())

    @property
    def fate(self) -> Fate | None:
        """Return pending if anything is, or else the fate of what was finished last."""
        if self._pending:
            return Fate.PENDING
        return self._finished[-1].fate if self._finished else None

    def wish(self, key: int) -> bytes | None:
        """Return the value of the pending letter with a key."""
        letter = self._pending.get(key)
        return letter.item.value if letter else None

    def put(self, item: Item, ends: float) -> Letter:
        """Add a letter, in place of the one with the same key; raises MailboxFull."""
        if item.key not in self._pending and len(self._pending) == wire.MAIL_A_NODE:
            raise MailboxFull
        self._pending.pop(item.key, None)
        letter = self._pending[item.key] = Letter(item, ends)
        return letter

    def stamp(self, downlink: Downlink, newest: int | None) -> None:
        """Give counters to letters that have none, in order, as far as there are any.

        A node tells counters apart within a window: one that fell out of it would be refused
        unseen, so what comes later waits until the oldest letter's fate is known.
        """
        for letter in self._pending.values():
            if letter.counter is None:
                letter.counter = downlink.next_mail(newest, below=self._window_end())
            if letter.counter is None:
                return

    def applied(self, counter: int) -> Letter | None:
        """Take the node's word that it has carried a letter out; return it if that is news."""
        for letter in self._open():
            if letter.counter == counter:
                self._finish(letter, Fate.DONE)
                return letter
        return None

    def expire(self, now: float) -> bool:
        """Give up what has waited for too long; tell whether there was any."""
        over = [letter for letter in self._pending.values() if letter.ends <= now]
        for letter in over:
            self._finish(letter, Fate.EXPIRED)
        return bool(over)

    def shift(self, step: float) -> None:
        """Let letters live on for as long as they would have, the host's clock having been set."""
        for letter in self._pending.values():
            letter.ends += step

    def begin_epoch(self) -> None:
        """Seal anew what is pending: counters of the epoch before say nothing about this one."""
        for letter in (*self._pending.values(), *self._finished):
            letter.counter, letter.safe = None, False

    def as_list(self) -> list[list[Any]]:
        """Return a plain form for storage."""
        return [letter.as_list() for letter in (*self._finished, *self._pending.values())]

    @classmethod
    def from_list(cls, stored: list[list[Any]]) -> Self:
        """Return the mailbox that `as_list` stored."""
        mailbox = cls()
        for letter in map(Letter.from_list, stored):
            if letter.fate is Fate.PENDING:
                mailbox._pending[letter.item.key] = letter
            else:
                mailbox._finished.append(letter)
        return mailbox

    def _window_end(self) -> int | None:
        """Return the first counter that would push the oldest pending one out of the window."""
        counters = [each.counter for each in self._pending.values() if each.counter is not None]
        return min(counters) + wire.MAIL_WINDOW if counters else None

    def _open(self) -> Iterator[Letter]:
        """Return the letters that the node may still have carried out, or be about to."""
        yield from self._pending.values()
        yield from (letter for letter in self._finished if letter.fate is Fate.EXPIRED)

    def _finish(self, letter: Letter, fate: Fate) -> None:
        """Settle a letter's fate."""
        letter.fate = fate
        if self._pending.get(letter.item.key) is letter:
            del self._pending[letter.item.key]
        else:
            self._finished.remove(letter)
        self._finished.append(letter)

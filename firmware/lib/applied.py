"""The mail that a node has seen lately: each item is carried out once, and the host is told."""

import struct

import wire

LETTER = "<HBB"  # host counter, key, state; a state of 0 is an empty place
TOLD = 1  # or not worth telling: it was seen and changed nothing
UNTOLD = 2
SIZE = wire.MAIL_WINDOW * 4


class Applied:
    """A window of host counters, kept in RTC memory as `pack` returns it."""

    def __init__(self) -> None:
        # By counter, the oldest first.
        self._letters: "list[tuple[int, int, int]]" = []

    def unpack(self, packed: bytes) -> None:
        """Take over what `pack` returned."""
        for start in range(0, SIZE, 4):
            letter = struct.unpack_from(LETTER, packed, start)
            if letter[2]:
                self._letters.append(letter)

    def pack(self) -> bytes:
        """Return the window in SIZE bytes."""
        packed = b"".join([struct.pack(LETTER, *letter) for letter in self._letters])
        return packed + bytes(SIZE - len(packed))

    def takes(self, counter: int, key: int) -> bool:
        """Tell whether an item is to be carried out: not seen, and not overtaken by one like it.

        What is older than the window can't be told from what was seen. While what would leave the
        window is untold nothing is taken; it comes again.
        """
        letters = self._letters
        if len(letters) == wire.MAIL_WINDOW and (
            counter < letters[0][0] or letters[0][2] == UNTOLD
        ):
            return False
        for known, its_key, _ in letters:
            if known == counter or (its_key == key and known > counter):
                return False
        return True

    def note(self, counter: int, key: int, state: int) -> None:
        """Remember an item that was taken."""
        self._letters.append((counter, key, state))
        self._letters.sort()
        if len(self._letters) > wire.MAIL_WINDOW:
            self._letters.pop(0)

    def untold(self) -> "list[int]":
        """Return the counters that go into the next sample."""
        untold = [counter for counter, _, state in self._letters if state == UNTOLD]
        return untold[: wire.MAIL_A_NODE]

    def tell(self) -> "list[int]":
        """Return what goes into this sample, and count it as told."""
        counters = self.untold()
        self._mark(counters, TOLD)
        return counters

    def untell(self, counters: "list[int]") -> None:
        """Tell again what the host can't have got."""
        self._mark(counters, UNTOLD)

    def clear(self) -> None:
        """Forget all: under another epoch the host counts anew."""
        self._letters = []

    def _mark(self, counters: "list[int]", state: int) -> None:
        self._letters = [
            (counter, key, state if counter in counters else before)
            for counter, key, before in self._letters
        ]

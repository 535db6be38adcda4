"""What somebody may cost: a few at once, then one each time that some rest has passed."""

import time


class Allowance:
    """So many are left; they come back with time."""

    def __init__(self, at_once: int, every_ms: int) -> None:
        self._most = self._left = at_once
        self._every_ms = every_ms
        self._since = time.ticks_ms()

    def left(self) -> int:
        """Return how many there are."""
        now = time.ticks_ms()
        rests = time.ticks_diff(now, self._since) // self._every_ms
        # Ticks wrap after days of silence: then all have come back.
        if rests < 0 or self._left + rests >= self._most:
            self._left, self._since = self._most, now
        else:
            self._left += rests
            self._since = time.ticks_add(self._since, rests * self._every_ms)
        return self._left

    def take(self) -> bool:
        """Take one; False when none is left."""
        if not self.left():
            return False
        self._left -= 1
        return True

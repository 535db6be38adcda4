"""From bytes to lines, in bounded memory whatever comes in."""

from . import wire


class LineSplitter:
    """Cuts a stream into lines; one longer than `limit` is dropped whole and counted once."""

    def __init__(self, limit: int = wire.LINE_MAX) -> None:
        """Start at the beginning of a line."""
        self.limit = limit
        self.oversized = 0
        self._start = bytearray()
        self._dropping = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the lines that a chunk completes, without their ends."""
        *ended, rest = chunk.split(b"\n")
        lines = [line for piece in ended if (line := self._end(piece)) is not None]
        self._extend(rest)
        return lines

    def _extend(self, piece: bytes) -> None:
        """Add to the line under way, or start to drop it."""
        if self._dropping:
            return
        if len(self._start) + len(piece) > self.limit:
            self.oversized += 1
            self._dropping = True
            self._start.clear()
        else:
            self._start += piece

    def _end(self, piece: bytes) -> bytes | None:
        """Return the line that a piece ends, or None when it was dropped."""
        self._extend(piece)
        line = None if self._dropping else bytes(self._start).rstrip(b"\r")
        self._start.clear()
        self._dropping = False
        return line

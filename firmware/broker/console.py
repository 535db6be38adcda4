"""The serial console as a link: lines in, lines out in pieces that its FIFO has room for.

The stock REPL UART blocks while its output FIFO is full, and a blocked broker is a deaf one. So
the time at which the FIFO will be empty is reckoned, and only what fits is written.
"""

import select
import sys
import time

import micropython
import wire

OUTPUT_FIFO = 112  # of 128: the rest is for what the reckoning can't know
WORTH_WAKING = 64
NEVER = -1
REPLIES_MAX = 4
CTRL_C = 3
LINE_FEED = 10
INPUT_PIECE = 64  # bytes read before nodes are served again


class Console:
    """The link's two directions; nothing here waits."""

    def __init__(self, baud: int) -> None:
        self._us_a_byte = 10_000_000 // baud + 1
        self._empty_at = time.ticks_us()
        self._replies: "list[bytes]" = []
        self._line = b""
        self._written = 0
        self._input = bytearray(wire.LINE_MAX)
        self._length = 0
        self._byte = bytearray(1)
        self._poller = select.poll()
        self._poller.register(sys.stdin, select.POLLIN)
        self.bad_lines = 0

    def protect(self) -> None:
        """Take Ctrl-C as a byte like any other, from now on."""
        micropython.kbd_intr(-1)

    def release(self) -> None:
        """Let Ctrl-C stop the program again."""
        micropython.kbd_intr(CTRL_C)

    def read(self) -> "tuple[int, int, bytes] | None":
        """Take bytes that wait, at most a piece; return the frame that they complete, if any."""
        for _ in range(INPUT_PIECE):
            if not self._waiting() or not sys.stdin.buffer.readinto(self._byte):
                return None
            if self._byte[0] == LINE_FEED:
                return self._end_line()
            self._append(self._byte[0])
        return None

    def _waiting(self) -> bool:
        """Tell whether a byte can be read without waiting."""
        for _ in self._poller.ipoll(0):
            return True
        return False

    def _end_line(self) -> "tuple[int, int, bytes] | None":
        """Return the frame of the line that has just ended; count a line without one."""
        length, self._length = self._length, 0
        frame = wire.unpack_line(bytes(self._input[:length]))
        if frame is None and length:
            self.bad_lines += 1
        return frame

    def _append(self, byte: int) -> None:
        """Keep a byte of the line under way; a new start drops what stood before it."""
        if byte == wire.LINE_START[0]:
            self._length = 0
        if self._length < wire.LINE_MAX:
            self._input[self._length] = byte
            self._length += 1

    def reply(self, line: bytes) -> None:
        """Queue an answer; it goes out before any received frame."""
        if len(self._replies) < REPLIES_MAX:
            self._replies.append(line)

    def hungry(self) -> bool:
        """Tell whether the next line may be given."""
        return not self._line and not self._replies

    def give(self, line: bytes) -> None:
        """Send a line after the one under way; call only when `hungry`."""
        self._line = line
        self._written = 0

    def pump(self) -> int:
        """Write what has room; return the ms after which more is worth trying, or NEVER."""
        now = time.ticks_us()
        if time.ticks_diff(self._empty_at, now) < 0:
            self._empty_at = now
        if not self._line and self._replies:
            self.give(self._replies.pop(0))
        left = len(self._line) - self._written
        if not left:
            return NEVER
        room = OUTPUT_FIFO - time.ticks_diff(self._empty_at, now) // self._us_a_byte
        if room < min(left, WORTH_WAKING):
            return (min(left, WORTH_WAKING) - room) * self._us_a_byte // 1000 + 1
        return self._write(min(left, room))

    def _write(self, size: int) -> int:
        """Write the next `size` bytes of the line; return the ms to wait as `pump` does."""
        end = self._written + size
        sys.stdout.buffer.write(self._line[self._written : end])
        self._empty_at = time.ticks_add(self._empty_at, size * self._us_a_byte)
        self._written = end
        if end < len(self._line):
            return WORTH_WAKING * self._us_a_byte // 1000 + 1
        self._line = b""
        return 0

    def flush(self) -> None:
        """Write all that is queued, waiting as long as it takes."""
        wait = self.pump()
        while wait != NEVER:
            time.sleep_ms(wait)
            wait = self.pump()

"""The pins of a panel, recorded, in place of periphery; only waits move the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

CHIP = "/dev/gpiochip0"
SECONDS_BUSY = 15.0


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes on the bus; a command or what follows one."""

    command: bool
    content: bytes


@dataclass(slots=True)
class Board:
    """A panel that is busy for some seconds after it was told to show what it has."""

    idle: int
    refresh_command: int
    controller: int = 0
    busy_seconds: float = SECONDS_BUSY
    broken_after: int | None = None
    connected: bool = True
    time: float = 0.0
    sent: list[Sent] = field(default_factory=list)
    levels: dict[int, bool] = field(default_factory=dict)
    open: int = 0
    when_refreshed: Callable[[], object] = bool
    _busy_until: float = 0.0

    def clock(self) -> float:
        """Return the time."""
        return self.time

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        self.time += seconds

    def receive(self, content: bytes) -> None:
        """Take what comes over the bus."""
        if self.broken_after is not None and len(self.sent) >= self.broken_after:
            raise OSError(5, "the power is gone")
        command = not self.levels.get(25, False)
        self.sent.append(Sent(command, content))
        if command and content[0] == self.refresh_command:
            self._busy_until = self.time + self.busy_seconds
            self.when_refreshed()

    def busy(self) -> bool:
        """Return the level of BUSY."""
        return bool(self.idle if self.time >= self._busy_until else not self.idle)

    def commands(self) -> list[int]:
        """Return the commands in their order."""
        return [each.content[0] for each in self.sent if each.command]

    def plane(self, command: int) -> bytes:
        """Return all that followed a command the first time."""
        start = next(
            at for at, each in enumerate(self.sent) if each.command and each.content[0] == command
        )
        followed = b""
        for each in self.sent[start + 1 :]:
            if each.command:
                break
            followed += each.content
        return followed


class Periphery:
    """Stands in for the module of that name."""

    def __init__(self, board: Board) -> None:
        self.board = board

    def SPI(self, device: str, *_: int, **__: int) -> _Spi:  # noqa: N802
        if not self.board.connected:
            raise OSError(2, f"no such file: {device}")
        return _Spi(self.board)

    def GPIO(self, chip: str, pin: int, _: str) -> _Line:  # noqa: N802
        if chip != CHIP:
            raise OSError(2, f"no such file: {chip}")
        return _Line(self.board, pin)


class _Held:
    def __init__(self, board: Board) -> None:
        self.board = board
        board.open += 1

    def close(self) -> None:
        self.board.open -= 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


class _Spi(_Held):
    @property
    def fd(self) -> int:
        raise OSError(22, "no file descriptor here")

    def transfer(self, content: bytes) -> None:
        self.board.receive(content)


class _Line(_Held):
    chip_label = "pinctrl-bcm2711"

    def __init__(self, board: Board, pin: int) -> None:
        super().__init__(board)
        self._pin = pin

    def write(self, level: bool) -> None:
        self.board.levels[self._pin] = level

    def read(self) -> bool:
        return self.board.busy()

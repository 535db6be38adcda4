"""The flash chip behind a board's file system, which may lose its power at any byte."""

import os
from pathlib import Path

from simulator.standins._ops import FLASH_BLOCK

ERASED = b"\xff"


class PowerCut(Exception):
    """The power went while the flash was being written."""


class Flash:
    """Blocks that are erased whole to ones; programming only ever clears bits.

    They lie in a file of the desk, which the board's process reads by itself: reading takes no
    call. It writes by calls, because the power may go in the middle of one.
    """

    def __init__(self, blocks: int = 512) -> None:
        """Start without a file; 512 blocks are the file system of a board with 4 MB."""
        self.blocks = blocks
        self.written = 0
        # Bytes programmed or erased before the power goes, once; None for never.
        self.cut_after: int | None = None
        self.file: Path | None = None

    def lie_in(self, file: Path) -> None:
        """Keep the blocks in a file; a fresh one is erased."""
        self.file = file
        if not file.exists():
            file.write_bytes(ERASED * FLASH_BLOCK * self.blocks)

    def program(self, address: int, content: bytes) -> None:
        """Clear bits, as far as the power lasts."""
        lasting = self._lasting(len(content))
        before = self._read(address, lasting)
        self._write(address, bytes(old & new for old, new in zip(before, content, strict=False)))
        self._spend(len(content), lasting)

    def erase(self, address: int) -> None:
        """Set all bits of a block, as far as the power lasts."""
        lasting = self._lasting(FLASH_BLOCK)
        self._write(address, ERASED * lasting)
        self._spend(FLASH_BLOCK, lasting)

    def _read(self, address: int, count: int) -> bytes:
        assert self.file
        with self.file.open("rb") as file:
            return os.pread(file.fileno(), count, address)

    def _write(self, address: int, content: bytes) -> None:
        assert self.file
        with self.file.open("r+b") as file:
            os.pwrite(file.fileno(), content, address)

    def _lasting(self, count: int) -> int:
        """Return how many of so many bytes are written before the power goes."""
        return count if self.cut_after is None else min(count, self.cut_after)

    def _spend(self, count: int, lasting: int) -> None:
        """Count what was written; raise PowerCut when the power is gone."""
        self.written += lasting
        if self.cut_after is None:
            return
        self.cut_after -= lasting
        if lasting < count:
            self.cut_after = None
            raise PowerCut

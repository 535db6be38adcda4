"""Counts what a node sends, by the headers of its frames."""

import importlib.util
from pathlib import Path
from types import ModuleType

from simulator.ether import Frame

ROOT = Path(__file__).parent.parent
PROTOCOL = ROOT / "custom_components" / "domotik" / "protocol"


def load_wire() -> ModuleType:
    """Return the protocol's layouts without the integration around them."""
    spec = importlib.util.spec_from_file_location("wire", PROTOCOL / "wire.py")
    assert spec
    assert spec.loader
    wire = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(wire)
    return wire


class Reports:
    """What one node has sent; retries of a frame count once."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._wire = load_wire()
        self.frames = 0
        self._reports: set[tuple[int, int]] = set()
        self._samples: set[tuple[int, int]] = set()

    @property
    def reports(self) -> int:
        """Return the number of different reports."""
        return len(self._reports)

    @property
    def samples(self) -> int:
        """Return the number of different samples in reports that are not sealed."""
        return len(self._samples)

    def see(self, frame: Frame) -> None:
        """Count one frame of the node."""
        self.frames += 1
        header = self._wire.unpack_header(frame.message)
        if header is None or header[0] != self._wire.REPORT:
            return
        _, flags, epoch, counter = header
        self._reports.add((epoch, counter))
        if not flags & self._wire.SEALED:
            self._see_samples(epoch, frame.message)

    def _see_samples(self, epoch: int, message: bytes) -> None:
        start = self._wire.HEADER_SIZE + self._wire.REPORT_HEAD_SIZE
        while start < len(message):
            number = int.from_bytes(message[start + 1 : start + 3], "little")
            self._samples.add((epoch, number))
            start += 1 + message[start]

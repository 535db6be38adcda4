"""Counts what a node sends, by its frames on the air."""

import importlib.util
from pathlib import Path
from types import ModuleType

from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from simulator.ether import Frame

ROOT = Path(__file__).parent.parent
PROTOCOL = ROOT / "custom_components" / "domotik" / "protocol"


def load(name: str) -> ModuleType:
    """Return a module of the protocol that firmware shares, without the integration around it."""
    spec = importlib.util.spec_from_file_location(name, PROTOCOL / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Reports:
    """What one node has sent; retries of a frame count once."""

    def __init__(self, key: bytes = b"") -> None:
        """Start with nothing; a key opens what is sealed."""
        self._key = key
        self._wire = load("wire")
        self.frames = 0
        self._reports: set[tuple[int, int]] = set()
        self._samples: set[tuple[int, int]] = set()

    @property
    def reports(self) -> int:
        """Return the number of different reports."""
        return len(self._reports)

    @property
    def samples(self) -> int:
        """Return the number of different samples."""
        return len(self._samples)

    def see(self, frame: Frame) -> None:
        """Count one frame of the node."""
        self.frames += 1
        header = self._wire.unpack_header(frame.message)
        if header is None or header[0] != self._wire.REPORT:
            return
        _, flags, epoch, counter = header
        self._reports.add((epoch, counter))
        body = frame.message[self._wire.HEADER_SIZE :]
        if flags & self._wire.SEALED:
            body = self._opened(frame, epoch, counter)
        self._see_samples(epoch, body)

    def _opened(self, frame: Frame, epoch: int, counter: int) -> bytes:
        size = self._wire.HEADER_SIZE
        header, body = frame.message[:size], frame.message[size:]
        nonce = self._wire.nonce(frame.source, self._wire.REPORT, epoch, counter)
        return AESCCM(self._key, tag_length=self._wire.TAG_SIZE).decrypt(nonce, body, header)

    def _see_samples(self, epoch: int, body: bytes) -> None:
        start = self._wire.REPORT_HEAD_SIZE
        while start < len(body):
            number = int.from_bytes(body[start + 1 : start + 3], "little")
            self._samples.add((epoch, number))
            start += 1 + body[start]

"""A host that has a serial port open."""

import asyncio
import os
import time
from pathlib import Path


class Host:
    """Keeps what arrives, and when."""

    def __init__(self, port: Path) -> None:
        """Open the port."""
        self.received = bytearray()
        self.arrivals: list[float] = []
        self.gone = False
        self._port = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        asyncio.get_running_loop().add_reader(self._port, self._read)

    def write(self, content: bytes) -> None:
        """Send bytes to the board."""
        os.write(self._port, content)

    def close(self) -> None:
        """Let go of the port."""
        asyncio.get_running_loop().remove_reader(self._port)
        os.close(self._port)

    def _read(self) -> None:
        content = os.read(self._port, 4096)
        self.received += content
        self.arrivals.append(time.monotonic())
        if not content:
            self.gone = True
            asyncio.get_running_loop().remove_reader(self._port)

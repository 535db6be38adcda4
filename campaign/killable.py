"""A host in a process of its own, so that it can be killed."""

import asyncio
import json
import signal
import sys
from pathlib import Path

from campaign.arrivals import Arrivals, Lives
from campaign.host import Keys
from campaign.truth import Key

READY = "ready"


class KillableHost:
    """Runs `campaign.child`, and notes what it says that it has handed on and saved."""

    def __init__(self, port: str, mac: str, file: Path, arrivals: Arrivals) -> None:
        """Prepare a process."""
        self._arguments = (port, mac, str(file))
        self._lives = Lives(arrivals)
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    async def start(self, keys: Keys) -> None:
        """Start the process; return when its session is open."""
        nodes = [f"{mac}={key.hex() if key else ''}" for mac, key in sorted(keys.items())]
        self._ready = asyncio.Event()
        self._lives.begin()
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "campaign.child", *self._arguments, *nodes),
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout
        self._reader = asyncio.create_task(self._read(self._process.stdout))
        await self._ready.wait()

    async def kill(self) -> None:
        """End the process as a crash does."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End the process as a user does."""
        await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> None:
        if self._process is None or self._reader is None:
            return
        self._process.send_signal(number)
        await self._process.wait()
        await self._reader
        self._process = None

    async def _read(self, lines: asyncio.StreamReader) -> None:
        async for line in lines:
            if line.strip() == READY.encode():
                self._ready.set()
            else:
                self._note(json.loads(line))

    def _note(self, said: list[str | int | float] | int) -> None:
        """Take a sample that was handed on, or how many of them are on the disk."""
        if isinstance(said, int):
            self._lives.save(said)
        else:
            mac, epoch, number, dated = said
            self._lives.hand_on(Key(str(mac), int(epoch), int(number)), float(dated))

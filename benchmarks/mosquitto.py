"""A real Mosquitto on loopback."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.ports import free_port

CONFIGURATION = "listener {port} 127.0.0.1\nallow_anonymous true\n"


@asynccontextmanager
async def mosquitto(folder: Path) -> AsyncIterator[int]:
    """Run a Mosquitto and return its port; FileNotFoundError says that there is none."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if program is None:
        raise FileNotFoundError("Mosquitto is not installed (Debian: apt install mosquitto).")
    port = free_port()
    file = folder.with_suffix(".conf")
    file.write_text(CONFIGURATION.format(port=port))
    process = await asyncio.create_subprocess_exec(program, "-c", file)
    try:
        await _answers(port)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def _answers(port: int) -> None:
    """Return when something listens on a port."""
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return

"""The host's process: `python -m campaign.child PORT MAC FILE NODE=KEY...`, a line per event."""

import asyncio
import json
import signal
import sys
import time
from pathlib import Path
from typing import override

from campaign.host import QUICK, Host
from campaign.killable import READY
from campaign.table_file import TableFile
from custom_components.domotik.protocol.fresh import Fresh
from custom_components.domotik.protocol.table import NodeTable


class Told:
    """What was handed on, and how many of it are on the disk, as lines."""

    def __init__(self) -> None:
        """Start without a sample."""
        self.samples = 0

    def tell(self, mac: str, fresh: Fresh) -> None:
        """Hand a sample on."""
        self.samples += 1
        print(json.dumps([mac, fresh.epoch, fresh.number, fresh.time]), flush=True)


class ToldFile(TableFile):
    """A table that tells when it is on the disk."""

    def __init__(self, path: Path, told: Told) -> None:
        """Tell of what was handed on before a save began."""
        super().__init__(path)
        self._told = told

    @override
    async def save(self, table: NodeTable) -> None:
        """Write the table as it is now."""
        count = self._told.samples
        await super().save(table)
        print(count, flush=True)


async def serve(port: str, mac: str, file: str, *nodes: str) -> None:
    """Serve until SIGTERM."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    pairs = (node.split("=") for node in nodes)
    keys = {node: bytes.fromhex(key) or None for node, key in pairs}
    told = Told()
    host = Host((port, mac, QUICK), ToldFile(Path(file), told), told.tell, time.time)
    await host.start(keys)
    print(READY, flush=True)
    await ended.wait()
    await host.stop()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))

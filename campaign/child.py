"""The host's process: `python -m campaign.child PORT MAC FILE NODE=KEY...`, a line per sample."""

import asyncio
import json
import signal
import sys
import time
from pathlib import Path

from campaign.host import QUICK, Host
from campaign.killable import READY
from campaign.table_file import TableFile
from custom_components.domotik.protocol.errors import DomotikError
from custom_components.domotik.protocol.fresh import Fresh


def tell(mac: str, fresh: Fresh) -> None:
    """Hand a sample on."""
    print(json.dumps([mac, fresh.epoch, fresh.number, fresh.time]), flush=True)


async def serve(port: str, mac: str, file: str, *nodes: str) -> None:
    """Serve until SIGTERM."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    pairs = (node.split("=") for node in nodes)
    keys = {node: bytes.fromhex(key) or None for node, key in pairs}
    host = Host((port, mac, QUICK), TableFile(Path(file)), tell, time.time)
    while True:
        try:
            await host.start(keys)
            break
        except DomotikError:
            await asyncio.sleep(QUICK.first_retry)
    print(READY, flush=True)
    await ended.wait()
    await host.stop()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))

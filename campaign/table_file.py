"""The host's node table in a file, written as Home Assistant writes its stores."""

import asyncio
import json
from pathlib import Path

from custom_components.domotik.protocol.table import NodeTable


class TableFile:
    """One file; each save replaces it whole."""

    def __init__(self, path: Path) -> None:
        """Prepare a file that need not be there."""
        self.path = path

    def load(self) -> NodeTable:
        """Return what was saved last, or an empty table."""
        if not self.path.exists():
            return NodeTable()
        return NodeTable.from_dict(json.loads(self.path.read_text()))

    async def save(self, table: NodeTable) -> None:
        """Write the table as it is now."""
        text = json.dumps(table.as_dict())
        await asyncio.get_running_loop().run_in_executor(None, self._replace, text)

    def _replace(self, text: str) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.write_text(text)
        fresh.replace(self.path)

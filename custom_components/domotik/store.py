"""What has to outlive a restart: one node table for all brokers of the home."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import json_bytes

from .const import DOMAIN, LOGGER
from .protocol.table import NodeTable
from .safe_file import SafeFile

# A file is always written whole: few nodes in it keep each write short, and flash alive.
NODES_A_FILE: Final = 8


@dataclass(slots=True)
class Shelf:
    """A file, and the nodes that are kept in it."""

    file: SafeFile
    macs: set[str] = field(default_factory=set)
    # What is on the disk may not be what it should be.
    unsaved: bool = False
    failing: bool = False
    written: int | None = None


class NodeStore:
    """The node table and its files; the first one says how many there are."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare an empty table."""
        self.table = NodeTable()
        self._hass = hass
        self._shelves = [self._shelf(1)]
        # Of several brokers: each has to see all files in step with its own nodes.
        self._turn = asyncio.Lock()

    async def load(self) -> None:
        """Read the table from its files."""
        first = await self._load(self._shelves[0])
        count = first.get("files", 1) if first else 1
        self._shelves += [self._shelf(number) for number in range(2, count + 1)]
        await asyncio.gather(*map(self._load, self._shelves[1:]))
        # Without the first file nothing says how many there are.
        while await self._load(further := self._shelf(len(self._shelves) + 1)):
            self._shelves.append(further)
            self._shelves[0].unsaved = True

    async def save(self, macs: Collection[str] | None = None) -> bool:
        """Write what has changed, of these nodes or of all; tell whether that is on the disk."""
        async with self._turn:
            self._arrange()
            for shelf in self._shelves:
                shelf.unsaved |= macs is None or not shelf.macs.isdisjoint(macs)
            return await self._save_marked()

    async def remove(self) -> None:
        """Forget all nodes, and remove the files."""
        self.table.nodes.clear()
        for shelf in self._shelves:
            await shelf.file.remove()
        self._shelves = [self._shelf(1)]

    async def _save_marked(self) -> bool:
        """Write the files that may lack something; tell whether all is on the disk."""
        unsaved = [shelf for shelf in self._shelves if shelf.unsaved]
        # What fails comes first: there is no use in trying the others.
        for shelf in sorted(unsaved, key=lambda shelf: not shelf.failing):
            if not await self._save(shelf):
                return False
            # Let others have a turn between files that needn't be written.
            await asyncio.sleep(0)
        return True

    def _shelf(self, number: int) -> Shelf:
        """Return one of the files, which may not be there yet."""
        return Shelf(SafeFile(self._hass, DOMAIN if number == 1 else f"{DOMAIN}.{number}"))

    async def _load(self, shelf: Shelf) -> dict[str, Any] | None:
        """Add a file's nodes to the table; return all that it says, None without a file."""
        stored = await shelf.file.load()
        if stored is None:
            return None
        try:
            nodes = NodeTable.from_dict(stored["nodes"]).nodes
        except (AttributeError, KeyError, TypeError, ValueError) as err:
            await _set_aside(shelf.file, err)
            return None
        self.table.nodes |= nodes
        shelf.macs = set(nodes)
        return stored

    async def _save(self, shelf: Shelf) -> bool:
        """Write a file unless that is what it holds; tell whether it does."""
        shelf.unsaved = False
        content = self._content(shelf)
        mark = hash(json_bytes(content))
        if mark == shelf.written and not shelf.failing:
            return True
        shelf.written = None
        shelf.failing = shelf.unsaved = not await shelf.file.save(content)
        if not shelf.failing:
            shelf.written = mark
        return not shelf.failing

    def _content(self, shelf: Shelf) -> dict[str, Any]:
        """Return what belongs into a file."""
        macs = shelf.macs & self.table.nodes.keys()
        nodes = {mac: self.table.nodes[mac].as_dict() for mac in sorted(macs)}
        count = len(self._shelves)
        counts = shelf is self._shelves[0] and count > 1
        return {"nodes": nodes} | ({"files": count} if counts else {})

    def _arrange(self) -> None:
        """Give each node that is new a place, and take those out that are gone."""
        known: set[str] = set()
        for shelf in self._shelves:
            gone = shelf.macs - self.table.nodes.keys()
            shelf.macs -= gone
            shelf.unsaved |= bool(gone)
            known |= shelf.macs
        for mac in self.table.nodes.keys() - known:
            shelf = self._roomy()
            shelf.macs.add(mac)
            shelf.unsaved = True

    def _roomy(self) -> Shelf:
        """Return a file with room for one more node."""
        for shelf in self._shelves:
            if len(shelf.macs) < NODES_A_FILE:
                return shelf
        self._shelves.append(self._shelf(len(self._shelves) + 1))
        # Before the nodes: a file that the first doesn't count is not read.
        self._shelves[0].unsaved = True
        return self._shelves[-1]


async def _set_aside(file: SafeFile, fault: Exception) -> None:
    """Go on without a file: keys are in the entries, and nodes go on by themselves."""
    place = await file.set_aside()
    LOGGER.error(
        "What was known of nodes can't be read (%r): it begins anew, the file is now %s",
        fault,
        place,
    )

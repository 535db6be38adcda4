"""What is kept by keys, in files of few keys each: a file is always written whole."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Protocol

from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import json_bytes

from .const import LOGGER
from .safe_file import SafeFile

# What a content of another form makes of reading it.
_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


class Content[Key](Protocol):
    """What is kept; `about` begins a sentence."""

    about: str

    def keys(self) -> Collection[Key]:
        """Return the keys of all of it."""

    def pack(self, keys: set[Key], *, first: bool) -> dict[str, Any]:
        """Return the content of a file with some of the keys."""

    def unpack(self, stored: dict[str, Any]) -> set[Key]:
        """Take in what a file holds, and return its keys."""


@dataclass(slots=True)
class Part[Key]:
    """A file, and the keys that are kept in it."""

    file: SafeFile
    keys: set[Key] = field(default_factory=set)
    # What is on the disk may not be what it should be.
    unsaved: bool = False
    failing: bool = False
    written: int | None = None


class FileSet[Key]:
    """The files; the first one says how many there are."""

    def __init__(self, hass: HomeAssistant, name: str, room: int, content: Content[Key]) -> None:
        """Keep so many keys a file."""
        self._hass = hass
        self._name = name
        self._room = room
        self._content = content
        self._parts = [self._part(1)]
        # Of several brokers: each has to see all files in step with its own keys.
        self._turn = asyncio.Lock()

    async def load(self) -> None:
        """Read the files."""
        first = await self._load(self._parts[0])
        count = first.get("files", 1) if first else 1
        self._parts += [self._part(number) for number in range(2, count + 1)]
        await asyncio.gather(*map(self._load, self._parts[1:]))
        # Without the first file nothing says how many there are.
        while await self._load(further := self._part(len(self._parts) + 1)):
            self._parts.append(further)
            self._parts[0].unsaved = True

    async def save(self, keys: Collection[Key] | None = None, *, first: bool = False) -> bool:
        """Write what has changed, of these keys or of all; tell whether that is on the disk.

        `first` is for what the first file holds beside its keys.
        """
        async with self._turn:
            self._arrange()
            self._parts[0].unsaved |= first
            for part in self._parts:
                part.unsaved |= keys is None or not part.keys.isdisjoint(keys)
            return await self._save_marked()

    async def remove(self) -> None:
        """Remove the files."""
        async with self._turn:
            for part in self._parts:
                await part.file.remove()
            self._parts = [self._part(1)]

    async def _save_marked(self) -> bool:
        """Write the files that may lack something; tell whether all is on the disk."""
        unsaved = [part for part in self._parts if part.unsaved]
        # What fails comes first: there is no use in trying the others.
        for part in sorted(unsaved, key=lambda part: not part.failing):
            if not await self._save(part):
                return False
            # Let others have a turn between files that needn't be written.
            await asyncio.sleep(0)
        return True

    def _part(self, number: int) -> Part[Key]:
        """Return one of the files, which may not be there yet."""
        return Part(SafeFile(self._hass, self._name if number == 1 else f"{self._name}.{number}"))

    async def _load(self, part: Part[Key]) -> dict[str, Any] | None:
        """Take in a file; return all that it says, None without a file."""
        stored = await part.file.load()
        if stored is None:
            return None
        try:
            part.keys = self._content.unpack(stored)
        except _UNREADABLE as err:
            await self._set_aside(part.file, err)
            return None
        return stored

    async def _set_aside(self, file: SafeFile, fault: Exception) -> None:
        """Go on without a file: nodes and their keys go on by themselves."""
        place = await file.set_aside()
        LOGGER.error(
            "%s can't be read (%r): it begins anew, the file is now %s",
            self._content.about,
            fault,
            place,
        )

    async def _save(self, part: Part[Key]) -> bool:
        """Write a file unless that is what it holds; tell whether it does."""
        part.unsaved = False
        content = self._packed(part)
        mark = hash(json_bytes(content))
        if mark == part.written and not part.failing:
            return True
        part.written = None
        part.failing = part.unsaved = not await part.file.save(content)
        if not part.failing:
            part.written = mark
        return not part.failing

    def _packed(self, part: Part[Key]) -> dict[str, Any]:
        """Return what belongs into a file."""
        first, count = part is self._parts[0], len(self._parts)
        packed = self._content.pack(part.keys.intersection(self._content.keys()), first=first)
        return packed | ({"files": count} if first and count > 1 else {})

    def _arrange(self) -> None:
        """Give each key that is new a place, and take those out that are gone."""
        there = set(self._content.keys())
        known: set[Key] = set()
        for part in self._parts:
            gone = part.keys - there
            part.keys -= gone
            part.unsaved |= bool(gone)
            known |= part.keys
        for key in there - known:
            part = self._roomy()
            part.keys.add(key)
            part.unsaved = True

    def _roomy(self) -> Part[Key]:
        """Return a file with room for one more key."""
        for part in self._parts:
            if len(part.keys) < self._room:
                return part
        self._parts.append(self._part(len(self._parts) + 1))
        # Before the keys: a file that the first doesn't count is not read.
        self._parts[0].unsaved = True
        return self._parts[-1]

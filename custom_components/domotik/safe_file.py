"""A storage file whose content is known to be on the disk."""

import asyncio
import os
from tempfile import TemporaryFile
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.json import json_bytes
from homeassistant.helpers.storage import Store

from .const import LOGGER

VERSION: Final = 1
FIRST_RETRY: Final = 1.0
LAST_RETRY: Final = 60.0


class SafeFile:
    """One file in Home Assistant's storage folder."""

    def __init__(self, hass: HomeAssistant, key: str) -> None:
        """Name the file."""
        self._hass = hass
        self._key = key
        self._file = self._open()
        # Of several brokers: each has to see its own content in the file.
        self._turn = asyncio.Lock()
        self._pause = 0.0
        self._next_try = 0.0

    async def load(self) -> dict[str, Any] | None:
        """Return the content, None without a file."""
        return await self._file.async_load()

    async def set_aside(self) -> str:
        """Keep a file whose content is of no use under another name, and return that."""
        path = self._file.path
        await self._hass.async_add_executor_job(os.replace, path, f"{path}.unreadable")
        self._file = self._open()
        return f"{path}.unreadable"

    async def save(self, content: dict[str, Any]) -> bool:
        """Write a content; tell whether it is on the disk."""
        async with self._turn:
            if self._hass.loop.time() < self._next_try:
                return False
            written = await self._write(content)
            if not self._hass.is_stopping:
                self._note(written)
            return written

    async def remove(self) -> None:
        """Remove the file."""
        async with self._turn:
            await self._file.async_remove()

    async def _write(self, content: dict[str, Any]) -> bool:
        """Write a content, and read it again: a store logs what goes wrong and says nothing."""
        try:
            if self._pause:
                await self._rehearse(content)
            await self._file.async_save(content)
            # A store that has not been asked yet reads the file.
            return await self._open().async_load() == content
        except (OSError, HomeAssistantError) as err:
            LOGGER.debug("Not written: %r", err)
            return False

    async def _rehearse(self, content: dict[str, Any]) -> None:
        """Raise what a write would; the store would log a traceback each time."""
        folder, size = self._hass.config.config_dir, len(json_bytes(content))
        await self._hass.async_add_executor_job(_write_in_passing, folder, size)

    def _open(self) -> Store[dict[str, Any]]:
        """Return a store of the file, which keeps a power cut from tearing it."""
        return Store(self._hass, VERSION, self._key, atomic_writes=True)

    def _note(self, written: bool) -> None:
        """Say once when the disk fails and when it is back, and try ever less often meanwhile."""
        if written and self._pause:
            LOGGER.info("What nodes send is on the disk again")
            self._pause = self._next_try = 0.0
        elif not written:
            if not self._pause:
                LOGGER.error(
                    "What nodes send can't be written to the disk; they keep it until it can"
                )
            self._pause = min(self._pause * 2 or FIRST_RETRY, LAST_RETRY)
            self._next_try = self._hass.loop.time() + self._pause


def _write_in_passing(folder: str, size: int) -> None:
    """Write so many bytes to the disk and leave nothing behind."""
    with TemporaryFile(dir=folder) as file:
        file.write(bytes(size))
        file.flush()
        os.fsync(file.fileno())

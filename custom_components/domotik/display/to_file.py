"""A picture file, for whatever reads one."""

from contextlib import suppress
from pathlib import Path

from PIL import Image

from .errors import PanelError, Reason


class File:
    """Writes each picture to the same PNG file, whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def show(self, image: Image.Image) -> None:
        """Replace the file."""
        draft = self._path.with_name(f".{self._path.name}.new")
        try:
            image.save(draft, "PNG", optimize=True)
            draft.replace(self._path)
        except OSError as err:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise PanelError(Reason.NOT_WRITTEN, f"{self._path}: {err.strerror}") from err

    def let_go(self) -> None:
        """Have nothing to end: a file is written in no time."""

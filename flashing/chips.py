"""The chips that the firmware runs on, and the MicroPython image for each."""

from dataclasses import dataclass
from typing import Final

from flashing.errors import FlashError

VERSION: Final = "1.28.0"
OLDEST: Final = (1, 27)
_BUILD: Final = "20260406-v1.28.0"
_SOURCE: Final = "https://micropython.org/resources/firmware/"


@dataclass(frozen=True, slots=True)
class Chip:
    """A chip as esptool names it; without a known SHA-256 its image has to be given."""

    name: str
    image_id: int  # in the header of its images
    offset: int
    board: str  # MicroPython's name for it
    sha256: str = ""

    @property
    def file(self) -> str:
        """Return the name of its image."""
        return f"{self.board}-{_BUILD}.bin"

    @property
    def url(self) -> str:
        """Return where its image is published."""
        return _SOURCE + self.file


CHIPS: Final = {
    chip.name: chip
    for chip in (
        Chip(
            "ESP32",
            0,
            0x1000,
            "ESP32_GENERIC",
            "cd7820d02c35d34dd403b44263129c6a511b350aea8446c229890753fe240784",
        ),
        Chip("ESP32-S2", 2, 0x1000, "ESP32_GENERIC_S2"),
        Chip(
            "ESP32-C3",
            5,
            0,
            "ESP32_GENERIC_C3",
            "c749c22b6fe00cb8211a3b227ed6c0ce9babb518fd8f5a661f7496eb878fa895",
        ),
        Chip(
            "ESP32-S3",
            9,
            0,
            "ESP32_GENERIC_S3",
            "8c6039d40024cae3c6b04bb434f77901548f5487df9789af15548c54f9e11d7f",
        ),
        Chip(
            "ESP32-C6",
            13,
            0,
            "ESP32_GENERIC_C6",
            "d338042d2dd87a00dad2163071f44bf67da1401e1d1d0686f2bb2e336e78f0e6",
        ),
    )
}


def chip_named(name: str) -> Chip:
    """Return a chip that the firmware runs on; another one is refused."""
    if name not in CHIPS:
        raise FlashError(f"This is an {name}; Domotik runs on {', '.join(CHIPS)}.")
    return CHIPS[name]

"""The one place where radio frames are opened."""

from . import wire
from .errors import SealedFrame
from .reports import Header


def open_body(header: Header, frame: bytes) -> bytes:
    """Return the body of a radio frame; a sealed one raises SealedFrame."""
    if header.sealed:
        raise SealedFrame
    return frame[wire.HEADER_SIZE :]

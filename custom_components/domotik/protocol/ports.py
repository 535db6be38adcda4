"""Serial ports and URLs, opened with serialx."""

import asyncio
import errno
import os
from collections.abc import Callable
from typing import Any, Final, cast

import serialx

from .errors import PortBusy, PortError, PortMissing

BAUD: Final = 115200
BUSY: Final = {errno.EBUSY, errno.EAGAIN, errno.EACCES}
GONE: Final = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ECONNREFUSED, errno.EHOSTUNREACH}
# Moving DTR or RTS resets most boards; drivers that can't leave them alone refuse this.
PINS_UNTOUCHED: Final = dict.fromkeys(
    ("dtr_on_open", "rts_on_open", "dtr_on_close", "rts_on_close"), serialx.PinState.UNDEFINED
)


def is_path(port: str) -> bool:
    """Tell a device path from a URL."""
    return "://" not in port


def without_query(port: str) -> str:
    """Return a port as it may be shown: a URL's query can hold a key."""
    return port.partition("?")[0]


async def port_exists(port: str) -> bool:
    """Tell whether a device path is there; a URL always is."""
    if not is_path(port):
        return True
    return await asyncio.get_running_loop().run_in_executor(None, os.path.exists, port)


async def open_port[Line: asyncio.Protocol](port: str, protocol: Callable[[], Line]) -> Line:
    """Open a port and return the protocol on it; raises PortMissing, PortBusy or PortError."""
    try:
        return await _connect(port, protocol)
    except FileNotFoundError as err:
        raise PortMissing(port, err) from err
    except OSError as err:
        raise _port_error(err.errno)(port, err) from err
    except (serialx.SerialException, ValueError) as err:
        raise PortError(port, err) from err


async def _connect[Line: asyncio.Protocol](port: str, protocol: Callable[[], Line]) -> Line:
    """Open a port, with the modem lines left alone where the driver allows it."""
    try:
        return await _create(port, protocol, PINS_UNTOUCHED)
    except serialx.UnsupportedSetting:
        return await _create(port, protocol, {})


async def _create[Line: asyncio.Protocol](
    port: str, protocol: Callable[[], Line], pins: dict[str, Any]
) -> Line:
    """Open a port with the given pin states."""
    loop = asyncio.get_running_loop()
    _, line = await serialx.create_serial_connection(loop, protocol, port, BAUD, **pins)
    return cast("Line", line)


def _port_error(number: int | None) -> type[PortError]:
    """Return the error that an errno stands for."""
    if number in BUSY:
        return PortBusy
    return PortMissing if number in GONE else PortError

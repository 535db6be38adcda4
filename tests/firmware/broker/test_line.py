"""The broker's serial line: garbage on it, and the way back to the prompt."""

import asyncio

import pytest

from custom_components.domotik.protocol import wire
from tests.firmware.air import stats
from tests.firmware.host import Host

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def test_garbage_on_the_line_is_counted(host: Host) -> None:
    """Broken lines are no requests, and the next good one is answered."""
    host.write(b"~AAAA\nhello\n~" + b"x" * 60 + b"\n")
    await asyncio.sleep(0.1)
    assert stats(await host.request(wire.STATS))["bad_lines"] == 3


async def test_an_endless_line_is_survived(host: Host) -> None:
    """The next line after it is understood."""
    for _ in range(20):
        host.write(b"A" * 200)
        await asyncio.sleep(0.02)
    host.write(b"\n")
    assert (await host.request(wire.PING))[0] == wire.RESULT_OK


async def test_exit_leaves_the_prompt(host: Host) -> None:
    """After EXIT the board answers as MicroPython does, so that it can be flashed."""
    assert await host.request(wire.EXIT) == b"\0"
    host.write(b"print(6 * 7)\r\n")
    async with asyncio.timeout(5):
        while not any(line.strip() == b"42" for line in host.other):
            await asyncio.sleep(0.02)


async def test_ctrl_c_does_not_stop_it_once_a_host_spoke(host: Host) -> None:
    """0x03 is a byte like any other then."""
    host.write(b"\x03\n")
    await asyncio.sleep(0.1)
    assert (await host.request(wire.PING))[0] == wire.RESULT_OK

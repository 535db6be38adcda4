"""The demo's user in a real Home Assistant."""

import asyncio
from pathlib import Path
from unittest.mock import patch

import pytest

from demo.api import Api
from demo.hass import Hass, write_config
from demo.ports import free_port

REPOSITORY = Path(__file__).parent.parent.parent
PROGRAM = REPOSITORY / ".venv/run/bin/hass"


@pytest.mark.timeout(240)
@pytest.mark.usefixtures("socket_enabled")
async def test_user_is_logged_in_again_before_the_token_ends(tmp_path: Path) -> None:
    write_config(tmp_path, port := free_port())
    hass = Hass(tmp_path, port, PROGRAM)
    with patch("demo.api.RENEW_SECONDS", 0.5):
        try:
            await hass.start()
            async with Api(hass.url) as api:
                tokens = {api.token}
                await asyncio.sleep(0.6)
                await api.get("/api/config")
                tokens.add(api.token)
        finally:
            await hass.stop()
    assert len(tokens) == 2

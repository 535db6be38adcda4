"""The example's flow in a real Node-RED; scripts/node-red gets it, or the tests are skipped."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from demo.hass import REPOSITORY
from demo.mosquitto import GuardedMosquitto
from demo.ports import free_port

from .conftest import NODE, PASSWORDS
from .firmware import load
from .listener import Listener
from .voice import Voice

FLOW = REPOSITORY / "examples/node-red/flow.json"
USER = "homeassistant"
SETTINGS = "module.exports = {{uiHost: '127.0.0.1', uiPort: {port}, flowFile: 'none.json'}};"
START_SECONDS = 40
wire = load("wire")
fields = load("wifi.fields")


@pytest.fixture(scope="module")
def program() -> str:
    """Return where Node-RED is."""
    found = subprocess.run(
        [REPOSITORY / "scripts/node-red", "--only-look"],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        pytest.skip(found.stderr.strip())
    return found.stdout.strip()


def flow(port: int) -> list[dict[str, Any]]:
    """Return the example with the server and the password put in, as a user does."""
    nodes: list[dict[str, Any]] = json.loads(FLOW.read_text())
    [server] = [node for node in nodes if node["type"] == "mqtt-broker"]
    server |= {"broker": "127.0.0.1", "port": str(port)}
    server["credentials"] = {"user": "nodered", "password": PASSWORDS["nodered"]}
    return nodes


async def deploy(url: str, nodes: list[dict[str, Any]]) -> None:
    """Deploy a flow as soon as Node-RED takes it."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(START_SECONDS):
        while True:
            try:
                async with session.post(f"{url}/flows", json=nodes) as response:
                    assert response.status == 204, await response.text()
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)


@pytest.fixture
async def node_red(
    program: str, mosquitto: GuardedMosquitto, tmp_path: Path
) -> AsyncIterator[None]:
    """Run Node-RED with the example's flow."""
    port = free_port()
    folder = tmp_path / "node-red"
    folder.mkdir()
    (folder / "settings.js").write_text(SETTINGS.format(port=port))
    with (tmp_path / "node-red.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            "node", program, "--userDir", folder, stdout=log
        )
    try:
        await deploy(f"http://127.0.0.1:{port}", flow(mosquitto.port))
        yield
    finally:
        process.terminate()
        await process.wait()


def reading(number: int, temperature: float, age: int = 0) -> str:
    """Return a reading as the firmware makes it."""
    sample = wire.pack_sample(number, 1000, [(wire.TEMPERATURE, round(100 * temperature))])
    text: str = fields.encode(sample, 1, 1000 + age, "Attic", fields.STANDARD)
    return text


@pytest.mark.usefixtures("node_red")
async def test_frost_is_told_once_and_only_when_it_is_now(mosquitto: GuardedMosquitto) -> None:
    async with (
        Listener(mosquitto.port, USER, PASSWORDS[USER], "nodered/#") as listener,
        Voice(mosquitto.port, NODE) as voice,
    ):
        for text in (
            reading(0, 20),
            reading(1, 2.5),
            reading(1, 2.5),
            reading(2, -1, age=5000),
            reading(3, -5),
        ):
            await voice.reach(f"domotik/{NODE}", text)
        await listener.until(lambda: len(listener.messages) > 1)
    assert [message.text for message in listener.messages] == [
        "Attic: 2.5 °C",
        "Attic: -5 °C",
    ]

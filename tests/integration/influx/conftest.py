"""A Home Assistant whose InfluxDB integration writes to a real server on loopback."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.config_entries import SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from demo.servers import InfluxDB, VictoriaMetrics
from tests.servers.fixtures import _influxd, _victoria, influxd, victoria

__all__ = ["_influxd", "_victoria", "influxd", "victoria"]

ROOT = Path(__file__).parent.parent.parent.parent
BLOCK = ROOT / "examples/influxdb/configuration.yaml"
BATCH_SECONDS = 0.05

type SetUp = Callable[[str, dict[str, Any]], Awaitable[ConfigEntry[Any]]]


async def seen(hass: HomeAssistant, influx: ConfigEntry[Any]) -> None:
    """Return when the integration has written all states."""
    await hass.async_block_till_done()
    # The first is told when the last state is taken from the queue, the second after its batch.
    await hass.async_add_executor_job(influx.runtime_data.block_till_done)
    await asyncio.sleep(2 * BATCH_SECONDS)
    await hass.async_add_executor_job(influx.runtime_data.block_till_done)


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Return a folder with the YAML block that the documentation recommends."""
    shutil.copy(BLOCK, tmp_path / "configuration.yaml")
    return str(tmp_path)


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Let the session's pooled connections close in their own time."""
    return True


@pytest.fixture(autouse=True)
def _quick_influx() -> Iterator[None]:
    """Shorten the pauses of Home Assistant's integration."""
    with (
        patch("homeassistant.components.influxdb.RETRY_DELAY", 0.1),
        patch("homeassistant.components.influxdb.BATCH_TIMEOUT", BATCH_SECONDS),
    ):
        yield


@pytest.fixture
async def set_up(hass: HomeAssistant) -> SetUp:
    """Return what sets Home Assistant's integration up as a user does."""
    assert await async_setup_component(hass, "http", {})

    async def through_the_flow(step: str, answers: dict[str, Any]) -> ConfigEntry[Any]:
        flow = hass.config_entries.flow
        menu = await flow.async_init("influxdb", context={"source": SOURCE_USER})
        await flow.async_configure(menu["flow_id"], {"next_step_id": step})
        done = await flow.async_configure(menu["flow_id"], answers)
        await hass.async_block_till_done()
        assert done.get("errors") in (None, {}), done
        return hass.config_entries.async_entries("influxdb")[0]

    return through_the_flow


@pytest.fixture
async def influx(hass: HomeAssistant, influxd: InfluxDB, set_up: SetUp) -> Any:
    """Yield the loaded entry of an InfluxDB 1."""
    answers = {"url": influxd.url, "verify_ssl": False, "database": "home"}
    entry = await set_up("configure_v1", answers)
    yield entry
    for left in hass.config_entries.async_entries("influxdb"):
        await hass.config_entries.async_unload(left.entry_id)


@pytest.fixture
async def influx_v2(hass: HomeAssistant, victoria: VictoriaMetrics, set_up: SetUp) -> Any:
    """Yield the loaded entry of what takes writes for InfluxDB 2."""
    answers = {
        "url": victoria.url,
        "verify_ssl": False,
        "organization": "home",
        "bucket": "home",
        "token": "anything",
    }
    entry = await set_up("configure_v2", answers)
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def node(running: MockConfigEntry) -> MockConfigEntry:
    """Return the entry of a broker with one node, set up after InfluxDB."""
    return running

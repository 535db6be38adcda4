"""A Home Assistant with a fake broker on a pty."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import CONF_DEVICE, CONF_MAC
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN, SUBENTRY_NODE
from custom_components.domotik.protocol.timing import Timing
from tests.fake_broker import OTHER_MAC, PtyBroker
from tests.node_frames import NODE

QUICK = Timing(
    reply=0.05,
    hello=0.5,
    ping=0.1,
    stats=0.2,
    settle=0.02,
    first_retry=0.05,
    last_retry=0.1,
    look_for_port=0.02,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Home Assistant's own warnings pass, which are none of ours."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("error:::custom_components"), append=False)
            item.add_marker(pytest.mark.filterwarnings("default"), append=False)


@pytest.fixture(autouse=True)
def _our_integration(enable_custom_integrations: None) -> None:
    """Let Home Assistant load the integration of this checkout."""


@pytest.fixture(autouse=True)
def _nothing_that_will_stop_working(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Let no test pass in which Home Assistant found that we use what it will take away."""
    yield
    found = caplog.get_records("call") + caplog.get_records("setup")
    assert [
        record.getMessage() for record in found if record.name == "homeassistant.helpers.frame"
    ] == []


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    """Shorten all times of the protocol."""
    with (
        patch("custom_components.domotik.hub.TIMING", QUICK),
        patch("custom_components.domotik.protocol.greeting.Timing", lambda: QUICK),
        patch("custom_components.domotik.port_watch.LOOK", 0.02),
    ):
        yield


@pytest.fixture(autouse=True)
async def _usb(hass: HomeAssistant) -> AsyncIterator[None]:
    """Set up the component that brings the serial library, without this machine's ports."""
    with (
        patch("homeassistant.components.usb.async_get_usb", return_value=[]),
        patch("homeassistant.components.usb.scan_serial_ports", return_value=[]),
    ):
        assert await async_setup_component(hass, "usb", {})
        yield


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[PtyBroker]:
    """Return a broker that is plugged in."""
    plugged = PtyBroker(tmp_path / "broker")
    plugged.plug()
    yield plugged
    plugged.unplug()


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[PtyBroker]:
    """Return another broker, plugged in at another port."""
    plugged = PtyBroker(tmp_path / "other", OTHER_MAC)
    plugged.plug()
    yield plugged
    plugged.unplug()


def entry_of(broker: PtyBroker, node: bytes, name: str) -> MockConfigEntry:
    """Return a broker's entry with one node, which Home Assistant has not got."""
    mac = node.hex(":")
    return MockConfigEntry(
        domain=DOMAIN,
        title=f"Domotik broker ({broker.mac.hex()[-6:]})",
        unique_id=broker.mac.hex(":"),
        data={CONF_DEVICE: str(broker.port)},
        subentries_data=[
            ConfigSubentryData(
                data={CONF_MAC: mac}, subentry_type=SUBENTRY_NODE, title=name, unique_id=mac
            )
        ],
    )


@pytest.fixture
def entry(hass: HomeAssistant, broker: PtyBroker) -> MockConfigEntry:
    """Return the entry of the broker, with one node, not set up."""
    added = entry_of(broker, NODE, "Attic")
    added.add_to_hass(hass)
    return added


@pytest.fixture
async def running(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Return the entry, set up."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


@pytest.fixture
def _everything_enabled() -> Iterator[None]:
    """Enable the entities that are disabled by default."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default", return_value=True
    ):
        yield


@pytest.fixture
def written() -> Iterator[list[str]]:
    """Return the names of the files that are written from now on."""
    names: list[str] = []
    save = Store.async_save

    async def note(file: Store[Any], content: Any) -> None:
        names.append(file.key)
        await save(file, content)

    with patch.object(Store, "async_save", note):
        yield names

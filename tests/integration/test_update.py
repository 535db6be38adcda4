"""Updates of nodes and broker, as a user of Home Assistant sees them."""

import asyncio
import struct
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.domotik.home import Carried
from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.firmware import Firmware
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes, state
from tests.node_frames import NODE, announce_frame, climate, report_frame
from tests.waiting import until

NODE_UPDATE = "update.attic_firmware"
BROKER_UPDATE = "update.domotik_broker_000001_firmware"
FILES = {"node.py": b"print('new')\n" * 40, "version.py": b'FIRMWARE = "0.2.0"\n'}
NEWER = Firmware("0.2.0", FILES, "- Better in every way.")
SHOWN = (
    "auto_update",
    "device_class",
    "friendly_name",
    "in_progress",
    "installed_version",
    "latest_version",
    "supported_features",
    "update_percentage",
)
WANTS = wire.UPDATE_WANTS + "01000000" + NEWER.offer[:2].hex()


@pytest.fixture
def carried() -> Carried:
    """Return what the integration brings."""
    return Carried(NEWER, NEWER)


@pytest.fixture(autouse=True)
def _carried(carried: Carried) -> Iterator[None]:
    """Let the integration bring it."""
    with patch("custom_components.domotik.home.Carried.read", return_value=carried):
        yield


@pytest.fixture
async def heard(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> PtyBroker:
    """Return the broker after the node has announced itself."""
    broker.report(announce_frame())
    broker.report(report_frame(climate()))
    await becomes(hass, NODE_UPDATE, "on")
    return broker


def install(hass: HomeAssistant, entity_id: str) -> asyncio.Task[Any]:
    """Begin an update as a user does."""
    call = hass.services.async_call("update", "install", {"entity_id": entity_id}, blocking=True)
    return hass.async_create_task(call)


def attribute(hass: HomeAssistant, entity_id: str, name: str) -> Any:
    """Return an attribute of an entity."""
    found = hass.states.get(entity_id)
    return found.attributes[name] if found else None


async def took_offer(broker: PtyBroker) -> None:
    """Let the node take the offer that waits for it, and say so."""
    await until(lambda: (NODE, wire.MAIL_UPDATE) in broker.mail)
    letter = broker.mail[NODE, wire.MAIL_UPDATE]
    counter = struct.unpack_from(wire.HEADER, letter)[3]
    told = wire.pack_sample(2, 1300, [(wire.MAIL_APPLIED, counter)])
    broker.report(report_frame(told, clock=1300, counter=2))


def chunks(broker: PtyBroker) -> dict[int, bytes]:
    """Return the chunks that wait for the node, by their place."""
    bodies = [
        frame[wire.HEADER_SIZE :]
        for (mac, key), frame in broker.mail.items()
        if mac == NODE and key & 0xFC == wire.MAIL_CHUNK
    ]
    return {struct.unpack_from(wire.CHUNK_HEAD, body, 1)[1]: body[4:] for body in bodies}


@pytest.mark.usefixtures("heard")
async def test_a_later_version_is_offered_with_its_notes(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    assert attribute(hass, NODE_UPDATE, "installed_version") == "0.1.0"
    assert attribute(hass, NODE_UPDATE, "latest_version") == "0.2.0"
    assert state(hass, BROKER_UPDATE) == "on"
    client = await hass_ws_client()
    await client.send_json_auto_id({"type": "update/release_notes", "entity_id": NODE_UPDATE})
    assert (await client.receive_json())["result"] == "- Better in every way."


@pytest.mark.usefixtures("heard")
async def test_entities_are_as_recorded(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    assert {
        each.entity_id: (
            each.unique_id,
            each.translation_key,
            each.entity_category,
            state(hass, each.entity_id),
            {name: attribute(hass, each.entity_id, name) for name in SHOWN},
        )
        for each in entity_registry.entities.values()
        if each.domain == "update"
    } == snapshot


@pytest.mark.usefixtures("running")
async def test_a_node_of_another_make_has_no_update(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(announce_frame(firmware="Tasmota"))
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    assert state(hass, NODE_UPDATE) is None


async def test_a_node_is_brought_what_it_asks_for_and_ends_up_to_date(
    hass: HomeAssistant, heard: PtyBroker
) -> None:
    call = install(hass, NODE_UPDATE)
    await took_offer(heard)
    heard.report(announce_frame(counter=3, update=WANTS))
    await until(lambda: 0 in chunks(heard))
    assert chunks(heard)[0] == NEWER.parts[1][: wire.CHUNK_SIZE]
    await until(lambda: attribute(hass, NODE_UPDATE, "update_percentage"))
    heard.report(announce_frame(counter=4, firmware="0.2.0", update=wire.UPDATE_TRIAL))
    await until(lambda: attribute(hass, NODE_UPDATE, "update_percentage") == 100)
    heard.report(announce_frame(counter=5, firmware="0.2.0"))
    await call
    assert (state(hass, NODE_UPDATE), attribute(hass, NODE_UPDATE, "in_progress")) == (
        "off",
        False,
    )
    await until(lambda: not chunks(heard))


async def test_a_node_that_rolled_back_fails_the_update_with_its_reason(
    hass: HomeAssistant, heard: PtyBroker
) -> None:
    call = install(hass, NODE_UPDATE)
    await took_offer(heard)
    heard.report(announce_frame(counter=3, update=WANTS))
    await until(lambda: chunks(heard))
    heard.report(announce_frame(counter=4, update=wire.UPDATE_FAILED + "it did not start"))
    with pytest.raises(HomeAssistantError, match="it did not start"):
        await call
    assert state(hass, NODE_UPDATE) == "on"


async def test_a_low_battery_refuses_the_update(hass: HomeAssistant, heard: PtyBroker) -> None:
    low = wire.pack_sample(2, 1300, [(wire.BATTERY, 12)])
    heard.report(report_frame(low, clock=1300, counter=2))
    await becomes(hass, "sensor.attic_battery", "12")
    with pytest.raises(HomeAssistantError, match="needs more than 20 %"):
        await install(hass, NODE_UPDATE)


async def test_nodes_wait_until_the_broker_speaks_what_they_would(
    hass: HomeAssistant, heard: PtyBroker
) -> None:
    with (
        patch.object(wire, "PROTOCOL_VERSION", wire.PROTOCOL_VERSION + 1),
        pytest.raises(HomeAssistantError, match="update the broker first"),
    ):
        await install(hass, NODE_UPDATE)


async def test_an_update_goes_on_when_the_entry_is_unloaded(
    hass: HomeAssistant, heard: PtyBroker, running: MockConfigEntry
) -> None:
    call = install(hass, NODE_UPDATE)
    await took_offer(heard)
    await hass.config_entries.async_unload(running.entry_id)
    await call


async def test_a_broker_is_updated_over_its_link(hass: HomeAssistant, heard: PtyBroker) -> None:
    heard.firmware = "0.2.0"  # as it will greet after its restart
    await install(hass, BROKER_UPDATE)
    assert tuple(heard.parts[:-1]) == NEWER.parts
    await becomes(hass, BROKER_UPDATE, "off")


async def test_a_broker_that_refuses_tells_why(hass: HomeAssistant, heard: PtyBroker) -> None:
    heard.refuses = "too large: 3 kB are free"
    with pytest.raises(HomeAssistantError, match="too large: 3 kB are free"):
        await install(hass, BROKER_UPDATE)
    assert state(hass, BROKER_UPDATE) == "on"


@pytest.mark.parametrize("carried", [Carried(None, None)])
@pytest.mark.usefixtures("running")
async def test_without_firmware_nothing_is_offered(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(announce_frame())
    await becomes(hass, NODE_UPDATE, "off")
    assert state(hass, BROKER_UPDATE) == "off"

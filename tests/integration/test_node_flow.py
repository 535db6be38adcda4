"""Adding a node, renaming it, and its key."""

from typing import Any

import pytest
from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.const import CONF_MAC, CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN, SUBENTRY_NODE
from custom_components.domotik.protocol import wire
from tests.fake_broker import MAC, PtyBroker
from tests.integration.states import becomes
from tests.node_frames import NODE, climate, report_frame
from tests.waiting import until

NEAR = bytes.fromhex("a0b1c2d3e401")
FAR = bytes.fromhex("a0b1c2d3e402")
CLAIMED = bytes.fromhex("a0b1c2d3e403")


async def opened(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Return the form that adds a node."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_NODE), context={"source": SOURCE_USER}
    )


async def answered(
    hass: HomeAssistant, form: SubentryFlowResult, **answers: str | bool
) -> SubentryFlowResult:
    """Return what comes of some answers."""
    result = await hass.config_entries.subentries.async_configure(form["flow_id"], answers)
    await hass.async_block_till_done()
    return result


async def added(
    hass: HomeAssistant, entry: MockConfigEntry, mac: str = "a0:b1:c2:d3:e4:01", name: str = "Hall"
) -> SubentryFlowResult:
    """Add a node that does without a key."""
    form = await opened(hass, entry)
    return await answered(hass, form, mac=mac, name=name, unencrypted=True)


def choices(form: SubentryFlowResult) -> list[Any]:
    """Return the nodes that a form offers."""
    assert form["data_schema"] is not None
    options: list[Any] = form["data_schema"].schema[CONF_MAC].config["options"]
    return options


async def test_heard_nodes_are_offered_loudest_first(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.heard = [(FAR, -80, 9, 0), (NEAR, -40, 3, 0)]
    assert choices(await opened(hass, running)) == [
        {"value": "a0:b1:c2:d3:e4:01", "label": "A0:B1:C2:D3:E4:01 · -40 dBm · 3 s"},
        {"value": "a0:b1:c2:d3:e4:02", "label": "A0:B1:C2:D3:E4:02 · -80 dBm · 9 s"},
    ]


async def test_nodes_of_others_are_not_offered(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.heard = [(CLAIMED, -40, 3, wire.CLAIMED), (NODE, -50, 1, 0)]
    assert choices(await opened(hass, running)) == []


async def test_form_is_shown_without_an_answer_of_the_broker(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.mute = {wire.HEARD}
    assert choices(await opened(hass, running)) == []


async def test_node_is_added(hass: HomeAssistant, running: MockConfigEntry) -> None:
    result = await added(hass, running)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert (result["title"], result["data"], result["unique_id"]) == (
        "Hall",
        {CONF_MAC: "a0:b1:c2:d3:e4:01"},
        "a0:b1:c2:d3:e4:01",
    )


@pytest.mark.parametrize(
    "mac", ["A0:B1:C2:D3:E4:01", "a0-b1-c2-d3-e4-01", " A0B1C2D3E401 ", "a0b1.c2d3.e401"]
)
async def test_typed_mac_is_understood(
    hass: HomeAssistant, running: MockConfigEntry, mac: str
) -> None:
    assert (await added(hass, running, mac))["data"] == {CONF_MAC: "a0:b1:c2:d3:e4:01"}


@pytest.mark.parametrize(
    ("mac", "error"),
    [
        ("", "invalid_mac"),
        ("kitchen", "invalid_mac"),
        ("a0:b1:c2:d3:e4", "invalid_mac"),
        ("a0:b1:c2:d3:e4:0g", "invalid_mac"),
        ("ff:ff:ff:ff:ff:ff", "invalid_mac"),
        ("01:00:5e:00:00:01", "invalid_mac"),
        (NODE.hex(":"), "already_added"),
        (NODE.hex(), "already_added"),
        (MAC.hex(":"), "is_broker"),
    ],
)
async def test_mac_that_can_not_be_added_is_told(
    hass: HomeAssistant, running: MockConfigEntry, mac: str, error: str
) -> None:
    assert (await added(hass, running, mac))["errors"] == {CONF_MAC: error}


async def test_node_without_a_name_is_called_by_its_mac(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    result = await answered(
        hass, await opened(hass, running), mac="a0:b1:c2:d3:e4:01", unencrypted=True
    )
    assert result["title"] == "Node D3E401"


async def test_node_can_not_be_added_without_a_broker(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert (await opened(hass, entry))["reason"] == "not_loaded"


async def test_added_node_is_told_to_the_broker(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    await added(hass, running)
    await until(lambda: len(broker.owned) == 2)
    assert set(broker.owned) == {NODE, NEAR}


async def test_added_node_reports(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    await added(hass, running)
    broker.report(report_frame(climate()), mac=NEAR)
    await becomes(hass, "sensor.hall_temperature", "21.5")


async def test_added_node_is_a_device_below_the_broker(
    hass: HomeAssistant, running: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    await added(hass, running)
    devices = dr.async_entries_for_config_entry(device_registry, running.entry_id)
    by_name = {device.name: device for device in devices}
    assert by_name["Hall"].via_device_id == by_name[running.title].id


async def test_adding_a_node_reloads_nothing(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    hub = running.runtime_data
    await added(hass, running)
    assert running.runtime_data is hub
    assert len(broker.asked(wire.HELLO)) == 1


async def test_removed_node_is_gone(
    hass: HomeAssistant,
    running: MockConfigEntry,
    broker: PtyBroker,
    device_registry: dr.DeviceRegistry,
) -> None:
    hass.config_entries.async_remove_subentry(running, next(iter(running.subentries)))
    await hass.async_block_till_done()
    await until(lambda: not broker.owned)
    assert [
        device.name
        for device in dr.async_entries_for_config_entry(device_registry, running.entry_id)
    ] == [running.title]


async def test_removed_node_can_be_added_again(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    hass.config_entries.async_remove_subentry(running, next(iter(running.subentries)))
    await hass.async_block_till_done()
    await added(hass, running, NODE.hex(":"), "Loft")
    broker.report(report_frame(climate(2, temperature=1800), counter=2))
    # Home Assistant gives an entity that comes back the id it had.
    await becomes(hass, "sensor.attic_temperature", "18.0")


async def chosen(hass: HomeAssistant, entry: MockConfigEntry, change: str) -> SubentryFlowResult:
    """Return the form for one of the changes that the menu of the entry's node offers."""
    menu: Any = await entry.start_subentry_reconfigure_flow(hass, next(iter(entry.subentries)))
    return await answered(hass, menu, next_step_id=change)


async def renamed(hass: HomeAssistant, entry: MockConfigEntry, name: str) -> SubentryFlowResult:
    """Rename the entry's node."""
    return await answered(hass, await chosen(hass, entry, "change"), **{CONF_NAME: name})


async def test_node_is_renamed(
    hass: HomeAssistant, running: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    result = await renamed(hass, running, "Loft")
    devices = dr.async_entries_for_config_entry(device_registry, running.entry_id)
    assert result["reason"] == "reconfigure_successful"
    assert {device.name for device in devices} == {running.title, "Loft"}


async def test_renaming_a_node_reloads_nothing(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    hub = running.runtime_data
    await renamed(hass, running, "Loft")
    assert running.runtime_data is hub
    assert len(broker.asked(wire.HELLO)) == 1


async def test_empty_name_changes_nothing(hass: HomeAssistant, running: MockConfigEntry) -> None:
    await renamed(hass, running, " ")
    assert [subentry.title for subentry in running.subentries.values()] == ["Attic"]


async def test_node_of_another_broker_is_refused(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    MockConfigEntry(
        domain=DOMAIN,
        unique_id="a0:b1:c2:00:00:02",
        subentries_data=[
            {
                "data": {CONF_MAC: NEAR.hex(":")},
                "subentry_type": SUBENTRY_NODE,
                "title": "Elsewhere",
                "unique_id": NEAR.hex(":"),
            }
        ],
    ).add_to_hass(hass)
    assert (await added(hass, running))["errors"] == {CONF_MAC: "already_added"}

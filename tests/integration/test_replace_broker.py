"""Another board in the place of a broker."""

import pytest
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_DEVICE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from tests.fake_broker import OTHER_MAC, PtyBroker
from tests.integration.states import becomes, state
from tests.integration.test_config_flow import answered
from tests.node_frames import NODE, climate, report_frame
from tests.waiting import until

TEMPERATURE = "sensor.attic_temperature"


@pytest.fixture
async def question(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, other: PtyBroker
) -> ConfigFlowResult:
    """Return what is asked when another broker answers, after a report by way of the old one."""
    broker.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    return await answered(hass, await running.start_reconfigure_flow(hass), other.port)


@pytest.fixture
async def replaced(
    hass: HomeAssistant, running: MockConfigEntry, question: ConfigFlowResult
) -> ConfigFlowResult:
    """Return what comes of saying yes."""
    result = await hass.config_entries.flow.async_configure(question["flow_id"], {})
    await hass.async_block_till_done()
    await until(lambda: running.state is ConfigEntryState.LOADED)
    return result


async def test_it_is_asked_first(running: MockConfigEntry, question: ConfigFlowResult) -> None:
    assert question["step_id"] == "replace"
    assert question["description_placeholders"] == {
        "broker": running.title,
        "mac": "A0:B1:C2:00:00:02",
    }


async def test_without_an_answer_all_stays(
    running: MockConfigEntry, question: ConfigFlowResult, broker: PtyBroker
) -> None:
    assert running.data == {CONF_DEVICE: str(broker.port)}
    assert running.runtime_data.available


async def test_entry_is_the_other_brokers(
    running: MockConfigEntry, replaced: ConfigFlowResult, other: PtyBroker
) -> None:
    assert replaced["reason"] == "broker_replaced"
    assert running.unique_id == OTHER_MAC.hex(":")
    assert running.data == {CONF_DEVICE: str(other.port)}
    assert running.title == "Domotik broker (000002)"


@pytest.mark.usefixtures("replaced")
async def test_nodes_are_told_to_the_other_broker(other: PtyBroker) -> None:
    await until(lambda: other.owned)
    assert other.owned == [NODE]


@pytest.mark.usefixtures("replaced")
async def test_states_go_on(hass: HomeAssistant, other: PtyBroker) -> None:
    assert state(hass, TEMPERATURE) == "21.5"
    other.report(report_frame(climate(2, 1300, 2000), clock=1300, counter=2))
    await becomes(hass, TEMPERATURE, "20.0")


@pytest.mark.usefixtures("replaced")
async def test_sample_that_came_by_the_old_broker_is_known(
    hass: HomeAssistant, running: MockConfigEntry, other: PtyBroker
) -> None:
    other.report(report_frame(climate(1, temperature=1000)))
    await until(lambda: not other.ring)
    assert state(hass, TEMPERATURE) == "21.5"


async def test_devices_and_entities_stay(
    running: MockConfigEntry,
    question: ConfigFlowResult,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
    hass: HomeAssistant,
) -> None:
    def known() -> tuple[set[str], set[str]]:
        devices = dr.async_entries_for_config_entry(device_registry, running.entry_id)
        entities = er.async_entries_for_config_entry(entity_registry, running.entry_id)
        return {each.id for each in devices}, {each.entity_id for each in entities}

    before = known()
    await hass.config_entries.flow.async_configure(question["flow_id"], {})
    await hass.async_block_till_done()
    await until(lambda: running.state is ConfigEntryState.LOADED)
    assert known() == before


@pytest.mark.usefixtures("replaced")
async def test_device_carries_the_new_mac(
    running: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, OTHER_MAC.hex(":")), running.entry_id
    )
    assert device is not None
    assert device.serial_number == OTHER_MAC.hex(":")


async def test_name_that_the_user_gave_stays(
    hass: HomeAssistant, running: MockConfigEntry, other: PtyBroker
) -> None:
    hass.config_entries.async_update_entry(running, title="Hallway")
    form = await answered(hass, await running.start_reconfigure_flow(hass), other.port)
    await hass.config_entries.flow.async_configure(form["flow_id"], {})
    await hass.async_block_till_done()
    assert running.title == "Hallway"


async def test_broker_that_failed_is_replaced(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker, other: PtyBroker
) -> None:
    broker.unplug()
    await hass.config_entries.async_setup(entry.entry_id)
    form = await answered(hass, await entry.start_reconfigure_flow(hass), other.port)
    await hass.config_entries.flow.async_configure(form["flow_id"], {})
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert entry.unique_id == OTHER_MAC.hex(":")


async def test_broker_of_another_entry_is_not_taken(
    hass: HomeAssistant, running: MockConfigEntry, other: PtyBroker
) -> None:
    MockConfigEntry(
        domain=DOMAIN, unique_id=OTHER_MAC.hex(":"), data={CONF_DEVICE: "/dev/elsewhere"}
    ).add_to_hass(hass)
    result = await answered(hass, await running.start_reconfigure_flow(hass), other.port)
    assert result["reason"] == "already_configured"

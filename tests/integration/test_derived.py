"""Sensors that are calculated from what a node measures."""

import pytest
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import CONF_OFFSETS
from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.integration.states import becomes, state
from tests.node_frames import NODE, report_frame
from tests.waiting import until

DEW_POINT = "sensor.attic_dew_point"
ABSOLUTE = "sensor.attic_absolute_humidity"
# 20 °C and 50 %.
AIR = "02d007 038813"


@pytest.mark.usefixtures("running")
async def test_they_are_off_by_default(
    hass: HomeAssistant, broker: PtyBroker, entity_registry: er.EntityRegistry
) -> None:
    broker.report(report_frame(sample(AIR)))
    await becomes(hass, "sensor.attic_humidity", "50.0")
    entries = [entity_registry.async_get(entity_id) for entity_id in (DEW_POINT, ABSOLUTE)]
    assert [entry and entry.disabled for entry in entries] == [True, True]


@pytest.mark.usefixtures("_everything_enabled", "running")
async def test_they_follow_what_is_measured(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(report_frame(sample(AIR)))
    await becomes(hass, DEW_POINT, "9.26")
    assert state(hass, ABSOLUTE) == "8.62"
    broker.report(report_frame(sample("02d007 031027", 2), counter=2))
    await becomes(hass, DEW_POINT, "20.0")


@pytest.mark.usefixtures("_everything_enabled", "running")
async def test_dry_air_has_no_dew_point(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(report_frame(sample("02d007 030000")))
    await becomes(hass, ABSOLUTE, "0.0")
    assert state(hass, DEW_POINT) == STATE_UNKNOWN


@pytest.mark.usefixtures("_everything_enabled", "running")
async def test_second_thermometer_takes_the_second_hygrometer(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample("02d007 02b80b 038813 031027")))
    await becomes(hass, "sensor.attic_dew_point_2", "30.0")
    assert state(hass, DEW_POINT) == "9.26"


@pytest.mark.usefixtures("_everything_enabled", "running")
async def test_thermometer_alone_has_none(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(report_frame(sample("02d007")))
    await becomes(hass, "sensor.attic_temperature", "20.0")
    assert (state(hass, DEW_POINT), state(hass, ABSOLUTE)) == (None, None)


@pytest.mark.usefixtures("_everything_enabled")
async def test_dew_point_that_the_node_reports_is_not_calculated(
    running: MockConfigEntry,
    hass: HomeAssistant,
    broker: PtyBroker,
    entity_registry: er.EntityRegistry,
) -> None:
    broker.report(report_frame(sample("02d007 038813 08ca03")))
    await becomes(hass, DEW_POINT, "9.7")
    entries = er.async_entries_for_config_entry(entity_registry, running.entry_id)
    named = [entry.unique_id for entry in entries if entry.translation_key == "dew_point"]
    assert named == [f"{NODE.hex(':')}-08-0"]


@pytest.mark.usefixtures("_everything_enabled")
async def test_offsets_count(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    subentry = next(iter(running.subentries.values()))
    hass.config_entries.async_update_subentry(
        running, subentry, data={**subentry.data, CONF_OFFSETS: {"03-0": 50.0}}
    )
    await hass.async_block_till_done()
    broker.report(report_frame(sample(AIR)))
    await becomes(hass, DEW_POINT, "20.0")


@pytest.mark.usefixtures("_everything_enabled")
async def test_they_come_back_after_a_reload(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample(AIR)))
    await becomes(hass, DEW_POINT, "9.26")
    await until(lambda: not broker.ring)
    await hass.config_entries.async_reload(running.entry_id)
    assert state(hass, DEW_POINT) == "9.26"

"""A battery that should be changed soon."""

import pytest
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant, State
from pytest_homeassistant_custom_component.common import MockConfigEntry, mock_restore_cache

from custom_components.domotik.battery_low import judge
from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.integration.states import becomes, pass_time, state
from tests.node_frames import NODE, report_frame

LOW = "binary_sensor.attic_battery_low"


@pytest.mark.parametrize(
    ("percent", "days", "before", "low"),
    [
        (14.9, None, None, True),
        (15, None, None, False),
        (15, None, True, True),
        (19.9, None, True, True),
        (20, None, True, False),
        (60, 6.9, False, True),
        (60, 7, False, False),
        (60, 9.9, True, True),
        (60, 10, True, False),
        (10, 90, False, True),
        (None, None, None, None),
        (None, None, True, True),
        (None, 3, False, False),
    ],
)
def test_low_is_little_charge_or_little_time_until_both_are_well_over(
    percent: float | None, days: float | None, before: bool | None, low: bool | None
) -> None:
    assert judge(percent, days, before) is low


@pytest.mark.usefixtures("running")
async def test_a_low_battery_is_told_and_stays_so_for_a_little_warmth(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    shown = []
    for number, percent in enumerate((16, 14, 16, 20)):
        broker.report(report_frame(sample(f"01{percent:02x}", number), counter=number + 1))
        await becomes(hass, "sensor.attic_battery", str(percent))
        shown.append(state(hass, LOW))
    assert shown == [STATE_OFF, STATE_ON, STATE_ON, STATE_OFF]


@pytest.mark.usefixtures("running")
async def test_a_node_without_a_percentage_has_no_warning(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample("0c100e")))
    await becomes(hass, "sensor.attic_voltage", "3.6")
    assert hass.states.get(LOW) is None


@pytest.mark.usefixtures("running")
async def test_a_node_that_judges_itself_is_believed(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample("010a1500")))
    await becomes(hass, "binary_sensor.attic_battery", STATE_OFF)
    assert hass.states.get(LOW) is None


async def test_a_node_that_fell_silent_still_says_that_its_battery_was_low(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample("0105")))
    await becomes(hass, LOW, STATE_ON)
    running.runtime_data.nodes[NODE.hex(":")].node.last_seen -= 100_000
    await pass_time(hass, 100_000)
    await becomes(hass, "sensor.attic_battery", "unavailable")
    assert state(hass, LOW) == STATE_ON


async def test_a_warning_outlasts_a_restart(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker
) -> None:
    assert await hass.config_entries.async_setup(entry.entry_id)
    broker.report(report_frame(sample("0105")))
    await becomes(hass, LOW, STATE_ON)
    assert await hass.config_entries.async_unload(entry.entry_id)
    mock_restore_cache(hass, [State(LOW, STATE_ON)])
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert state(hass, LOW) == STATE_ON

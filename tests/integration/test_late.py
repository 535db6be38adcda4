"""What comes too late for a state or an event is handed on, once, and nothing else is."""

import pytest
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.node import HomeNode
from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.fresh import Fresh
from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.integration.states import becomes, state
from tests.node_frames import NODE, report_frame
from tests.waiting import until

TEMPERATURE = "sensor.attic_temperature"
HUMIDITY = "sensor.attic_humidity"
BUTTON = "event.attic_button"
WARM, COLD, DAMP, PRESS = "020807", "02d007", "036112", "3a01"


@pytest.fixture
def late(running: MockConfigEntry) -> list[Fresh]:
    """Return where late samples are collected."""
    collected: list[Fresh] = []

    def keep(home_node: HomeNode, each: Fresh) -> None:
        assert home_node.mac == NODE.hex(":")
        collected.append(each)

    running.runtime_data.readings.keep_late = keep
    return collected


def told(late: list[Fresh]) -> list[tuple[int, list[int]]]:
    """Return the numbers of late samples, each with its objects."""
    return [(each.number, [reading.object_id for reading in each.readings]) for each in late]


async def test_current_sample_is_not_late(
    hass: HomeAssistant, broker: PtyBroker, late: list[Fresh]
) -> None:
    broker.report(report_frame(sample(WARM)))
    await becomes(hass, TEMPERATURE, "18.0")
    assert late == []


async def test_sample_older_than_a_heartbeat_is_late(
    hass: HomeAssistant, broker: PtyBroker, late: list[Fresh]
) -> None:
    broker.report(report_frame(sample(WARM)), held_ms=3_600_000)
    await until(lambda: late)
    assert (told(late), state(hass, TEMPERATURE)) == ([(1, [wire.TEMPERATURE])], "unavailable")


async def test_sample_that_a_newer_one_of_its_report_replaces_is_late(
    hass: HomeAssistant, broker: PtyBroker, late: list[Fresh]
) -> None:
    broker.report(report_frame(sample(COLD, 2), sample(WARM, 1)))
    await becomes(hass, TEMPERATURE, "20.0")
    assert told(late) == [(1, [wire.TEMPERATURE])]


async def test_overtaken_sample_is_late(
    hass: HomeAssistant, broker: PtyBroker, late: list[Fresh]
) -> None:
    broker.report(report_frame(sample(COLD, 2), counter=2))
    broker.report(report_frame(sample(WARM, 1), counter=1))
    await until(lambda: late)
    assert (told(late), state(hass, TEMPERATURE)) == ([(1, [wire.TEMPERATURE])], "20.0")


async def test_reading_that_sets_a_state_is_not_late_with_the_rest_of_its_sample(
    hass: HomeAssistant, broker: PtyBroker, late: list[Fresh]
) -> None:
    broker.report(report_frame(sample(COLD, 2), sample(WARM + DAMP, 1)))
    await becomes(hass, HUMIDITY, "47.05")
    assert (told(late), state(hass, TEMPERATURE)) == ([(1, [wire.TEMPERATURE])], "20.0")


async def test_late_samples_come_oldest_first(
    hass: HomeAssistant, broker: PtyBroker, late: list[Fresh]
) -> None:
    broker.report(report_frame(sample(COLD, 3), sample(WARM, 2), sample(WARM, 1)))
    await becomes(hass, TEMPERATURE, "20.0")
    assert [each.number for each in late] == [1, 2]


async def test_repeated_sample_is_not_late(
    hass: HomeAssistant, broker: PtyBroker, late: list[Fresh]
) -> None:
    broker.report(report_frame(sample(WARM)))
    broker.report(report_frame(sample(WARM)), held_ms=3_600_000)
    await until(lambda: broker.newest == 2 and not broker.ring)
    assert late == []


async def test_late_press_is_not_fired(
    hass: HomeAssistant, broker: PtyBroker, late: list[Fresh]
) -> None:
    broker.report(report_frame(sample(PRESS)), held_ms=11_000)
    await until(lambda: state(hass, BUTTON))
    assert (told(late), state(hass, BUTTON)) == ([(1, [0x3A])], STATE_UNKNOWN)


async def test_press_that_is_fired_is_not_late(
    hass: HomeAssistant, broker: PtyBroker, late: list[Fresh]
) -> None:
    broker.report(report_frame(sample(PRESS)))
    await until(lambda: state(hass, BUTTON) not in {None, STATE_UNKNOWN})
    assert late == []

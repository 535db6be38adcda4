"""The way of a late sample to the disk, before its node is told that it is safe."""

from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import CONF_LATE_HISTORY
from custom_components.domotik.history.late_history import FILE
from custom_components.domotik.home import HOME
from custom_components.domotik.protocol.fresh import Fresh
from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.integration.states import becomes, state
from tests.node_frames import NODE, report_frame
from tests.waiting import until

TEMPERATURE = "sensor.attic_temperature"
WARM, COLD, DAMP = "020807", "02d007", "036112"
MINUTES = 60_000


@pytest.fixture
def late(running: MockConfigEntry) -> list[tuple[int, list[int]]]:
    """Return where the numbers of late samples are collected, each with its objects."""
    collected: list[tuple[int, list[int]]] = []

    def keep(_: object, each: Fresh) -> None:
        collected.append((each.number, [reading.object_id for reading in each.readings]))

    running.runtime_data.readings.keep_late = keep
    return collected


def on_disk(hass_storage: dict[str, Any]) -> list[Any]:
    """Return the late samples that are on the disk."""
    stored = hass_storage.get(FILE)
    return stored["data"]["samples"] if stored else []


@pytest.mark.usefixtures("running")
async def test_late_sample_is_on_the_disk_before_its_node_is_confirmed(
    hass: HomeAssistant, broker: PtyBroker, hass_storage: dict[str, Any]
) -> None:
    broker.report(report_frame(sample(WARM)), held_ms=60 * MINUTES)
    await until(lambda: NODE in broker.confirms)
    assert len(on_disk(hass_storage)) == 1


@pytest.mark.usefixtures("running")
async def test_node_is_not_confirmed_while_its_late_sample_is_not_on_the_disk(
    hass: HomeAssistant, broker: PtyBroker, hass_storage: dict[str, Any]
) -> None:
    with patch.object(hass.data[HOME].history._files, "save", return_value=False) as save:
        broker.report(report_frame(sample(WARM)), held_ms=60 * MINUTES)
        await until(lambda: save.call_count > 1)
        assert (list(broker.ring), broker.confirms) == ([1], {})


@pytest.mark.usefixtures("running")
async def test_late_samples_survive_a_restart(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample(WARM)), held_ms=60 * MINUTES)
    await until(lambda: NODE in broker.confirms)
    await hass.config_entries.async_unload(running.entry_id)
    del hass.data[HOME]
    await hass.config_entries.async_setup(running.entry_id)
    assert running.runtime_data.history.late.readings == 1


async def test_user_can_do_without(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    form = await hass.config_entries.options.async_init(running.entry_id)
    await hass.config_entries.options.async_configure(form["flow_id"], {CONF_LATE_HISTORY: False})
    broker.report(report_frame(sample(WARM)), held_ms=60 * MINUTES)
    await until(lambda: NODE in broker.confirms)
    assert running.runtime_data.history.late.readings == 0


async def test_state_that_comes_late_goes_to_history_too(
    hass: HomeAssistant, broker: PtyBroker, late: list[Any]
) -> None:
    broker.report(report_frame(sample(WARM)), held_ms=3 * MINUTES)
    await becomes(hass, TEMPERATURE, "18.0")
    assert late == [(1, [2])]


async def test_state_that_is_as_it_was_goes_to_history_after_a_late_sample(
    hass: HomeAssistant, broker: PtyBroker, late: list[Any]
) -> None:
    broker.report(report_frame(sample(COLD, 1), counter=1))
    await becomes(hass, TEMPERATURE, "20.0")
    broker.report(report_frame(sample(COLD, 3), sample(WARM, 2), counter=2))
    await until(lambda: late)
    assert late == [(2, [2]), (3, [2])]


async def test_state_that_moved_does_not_go_to_history_again(
    hass: HomeAssistant, broker: PtyBroker, late: list[Any]
) -> None:
    broker.report(report_frame(sample(COLD, 1), counter=1))
    await becomes(hass, TEMPERATURE, "20.0")
    broker.report(report_frame(sample(WARM, 3), sample(COLD, 2), counter=2))
    await becomes(hass, TEMPERATURE, "18.0")
    assert late == [(2, [2])]


async def test_only_the_newest_of_what_a_broker_has_kept_becomes_the_state(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample("026c07", 1), counter=1))
    await becomes(hass, TEMPERATURE, "19.0")
    seen: list[str | None] = []
    hass.bus.async_listen("state_changed", lambda _: seen.append(state(hass, TEMPERATURE)))
    for number, warmth in enumerate((COLD, WARM, "02d107"), 2):
        frame = report_frame(sample(warmth, number), counter=number)
        broker.report(frame, held_ms=(9 - number) * MINUTES)
    await becomes(hass, TEMPERATURE, "20.01")
    assert set(seen) <= {"19.0", "20.01"}


async def test_what_the_broker_kept_is_there_before_the_entities(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample(WARM)), held_ms=MINUTES)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert state(hass, TEMPERATURE) == "18.0"


@pytest.mark.usefixtures("running")
async def test_nothing_is_left_to_do_without_a_recorder_and_influxdb(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample(WARM)), held_ms=60 * MINUTES)
    await until(lambda: NODE in broker.confirms)
    await running.runtime_data.history.look()
    figures = running.runtime_data.history.figures()
    assert (figures["waiting_for_statistics"], figures["waiting_for_influxdb"]) == (0, 0)

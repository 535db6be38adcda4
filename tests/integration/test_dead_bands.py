"""Dead bands: asked for with the node, brought to it by mail, until it has told of each."""

from typing import Any

import pytest
from homeassistant.const import CONF_MAC
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import InvalidData
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import CONF_DEAD_BANDS
from custom_components.domotik.dead_bands import BANDS, read_bands
from custom_components.domotik.protocol import items, wire
from custom_components.domotik.protocol.objects import OBJECTS
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes
from tests.integration.test_calibration import field, kept
from tests.integration.test_node_flow import answered, chosen
from tests.node_frames import NODE, climate, report_frame
from tests.waiting import until

MAC = NODE.hex(":")
WARMTH = items.dead_band(wire.TEMPERATURE, 20)
DAMP = items.dead_band(wire.HUMIDITY, 300)


@pytest.fixture
async def reported(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> MockConfigEntry:
    """Return the entry after a report of its node."""
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_voltage", "3.912")
    return running


async def give(hass: HomeAssistant, entry: MockConfigEntry, **bands: float) -> None:
    """Give the entry's node these dead bands and no other."""
    form = await chosen(hass, entry, "dead_bands")
    await hass.config_entries.subentries.async_configure(form["flow_id"], bands)
    await hass.async_block_till_done()


def pending(entry: MockConfigEntry) -> list[items.Item]:
    """Return what waits for the entry's node."""
    node = entry.runtime_data.nodes[MAC].node
    return [letter.item for letter in node.mailbox.pending]


async def tell(entry: MockConfigEntry, broker: PtyBroker, number: int, epoch: int = 1) -> None:
    """Let the node tell that it has carried out the letter that waits."""
    node = entry.runtime_data.nodes[MAC].node
    await until(lambda: all(letter.safe for letter in node.mailbox.pending))
    told = [(wire.MAIL_APPLIED, letter.counter) for letter in node.mailbox.pending]
    sample = wire.pack_sample(number, 1000, told)
    broker.report(report_frame(sample, counter=number, oldest=number, epoch=epoch))
    await until(lambda: node.samples.newest == number)


async def test_only_what_was_measured_is_asked_for(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    form = await chosen(hass, reported, "dead_bands")
    assert form["data_schema"] is not None
    names = ["temperature", "humidity", "pressure", "illuminance", "voltage"]
    assert list(form["data_schema"].schema) == names


async def test_node_that_has_not_reported_has_no_dead_bands(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    assert (await chosen(hass, running, "dead_bands"))["reason"] == "no_dead_bands"


async def test_dead_band_is_kept_with_the_node(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    await give(hass, reported, temperature=0.2)
    assert kept(reported) == {CONF_MAC: MAC, CONF_DEAD_BANDS: {"temperature": 0.2}}


async def test_dead_band_that_is_left_empty_is_forgotten(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    await give(hass, reported, temperature=0.2, humidity=3)
    await give(hass, reported, humidity=3)
    assert kept(reported)[CONF_DEAD_BANDS] == {"humidity": 3}


async def test_present_dead_bands_are_shown(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    await give(hass, reported, temperature=0.2)
    form = await chosen(hass, reported, "dead_bands")
    assert form["data_schema"] is not None
    marker = next(iter(form["data_schema"].schema))
    assert marker.description == {"suggested_value": 0.2}


async def test_dead_band_is_a_difference_in_the_unit_that_is_shown(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    hass.config.units = US_CUSTOMARY_SYSTEM
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_voltage", "3.912")
    form = await chosen(hass, running, "dead_bands")
    assert field(form, "temperature")["unit_of_measurement"] == "°F"
    await answered(hass, form, temperature=0.9)  # type: ignore[arg-type]
    assert kept(running)[CONF_DEAD_BANDS] == {"temperature": 0.5}


async def test_dead_band_is_never_negative(hass: HomeAssistant, reported: MockConfigEntry) -> None:
    with pytest.raises(InvalidData):
        await give(hass, reported, temperature=-0.1)


async def test_dead_band_leaves_by_mail(hass: HomeAssistant, reported: MockConfigEntry) -> None:
    await give(hass, reported, temperature=0.2)
    assert pending(reported) == [WARMTH]


async def test_dead_bands_leave_one_after_the_other(
    hass: HomeAssistant, reported: MockConfigEntry, broker: PtyBroker
) -> None:
    await give(hass, reported, temperature=0.2, humidity=3)
    assert pending(reported) == [WARMTH]
    await tell(reported, broker, 2)
    assert pending(reported) == [DAMP]
    await tell(reported, broker, 3)
    assert pending(reported) == []


async def test_later_dead_band_takes_the_place_of_one_that_waits(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    await give(hass, reported, temperature=0.5)
    await give(hass, reported, temperature=0.2)
    assert pending(reported) == [WARMTH]


async def test_dead_band_that_expired_is_left_again_when_the_node_is_heard(
    hass: HomeAssistant, reported: MockConfigEntry, broker: PtyBroker
) -> None:
    await give(hass, reported, temperature=0.2)
    node = reported.runtime_data.nodes[MAC].node
    node.mailbox.expire(float("inf"))
    broker.report(report_frame(climate(2), counter=2, oldest=2))
    await until(lambda: pending(reported) == [WARMTH])


async def test_dead_band_that_was_told_does_not_come_again_after_a_restart(
    hass: HomeAssistant, reported: MockConfigEntry, broker: PtyBroker
) -> None:
    await give(hass, reported, temperature=0.2)
    await tell(reported, broker, 2)
    await hass.config_entries.async_reload(reported.entry_id)
    assert pending(reported) == []


async def test_node_that_started_anew_gets_its_dead_bands_again(
    hass: HomeAssistant, reported: MockConfigEntry, broker: PtyBroker
) -> None:
    await give(hass, reported, temperature=0.2)
    await tell(reported, broker, 2)
    broker.report(report_frame(climate(0), counter=0, oldest=0, epoch=2))
    await until(lambda: pending(reported) == [WARMTH])


async def test_dead_bands_leave_no_full_mailbox_behind(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    node = reported.runtime_data.nodes[MAC].node
    others = [items.interval(60), items.heartbeat(60), items.announce(), items.restart()]
    for item in others:
        node.send(item, 1.8e9)
    await give(hass, reported, temperature=0.2)
    assert pending(reported) == others


@pytest.mark.parametrize("object_id", BANDS)
def test_dead_band_is_brought_in_the_steps_of_its_object(object_id: int) -> None:
    kind = OBJECTS[object_id]
    bands: dict[str, Any] = {CONF_DEAD_BANDS: {kind.name: 7 * kind.factor}}
    assert read_bands(bands) == {object_id: 7}

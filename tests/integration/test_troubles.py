"""What is told to the user of a broker or a node that isn't well."""

from dataclasses import replace

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.protocol.messages import Stats
from custom_components.domotik.ring_watch import QUIET_LOOKS, RingWatch
from tests.fake_broker import PtyBroker
from tests.integration.test_init import issues, set_up
from tests.node_frames import NODE, announce_frame, climate, report_frame
from tests.waiting import until

STATS = Stats(60, 100_000, 0, 0, 0, 0, 0, 900, 0, 0, 0, 0, 0, 1)


@pytest.mark.parametrize(
    ("firmware", "told"),
    [("0.0.9", {"firmware_too_old"}), ("0.1.0", set()), ("2.0.0", set()), ("my own", set())],
)
async def test_firmware_that_lacks_something_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker, firmware: str, told: set[str]
) -> None:
    broker.firmware = firmware
    await set_up(hass, entry)
    assert issues(hass) == told


async def test_updated_firmware_is_told_no_more(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.firmware = "0.0.9"
    await set_up(hass, entry)
    broker.firmware = "0.1.0"
    broker.restart()
    await until(lambda: not issues(hass))


async def test_broker_that_sends_reports_away_is_told(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    async def overflows() -> None:
        before = running.runtime_data.session.broker.stats
        broker.dropped += 1
        await until(lambda: running.runtime_data.session.broker.stats is not before)

    await overflows()
    await overflows()
    await overflows()
    await until(lambda: issues(hass) == {"ring_overflow"})
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"ring_overflow_{running.entry_id}")
    assert issue is not None
    assert (issue.translation_placeholders or {})["broker"] == running.title


def looked(*dropped: int) -> RingWatch:
    """Return a watch that saw so many frames sent away, look by look."""
    watch = RingWatch()
    for place, count in enumerate(dropped):
        watch.look(replace(STATS, uptime=60 * (place + 1), dropped=count))
    return watch


@pytest.mark.parametrize(
    ("dropped", "overflows"),
    [
        ((0, 0, 0), False),
        ((5, 5, 5), False),
        ((0, 5, 5, 9), False),
        ((0, 5, 9), True),
        ((0, 5, 9, 9, 9), True),
        ((0, 5, 9, *[9] * QUIET_LOOKS), False),
    ],
)
def test_ring_overflows_when_frames_are_sent_away_time_and_again(
    dropped: tuple[int, ...], overflows: bool
) -> None:
    assert looked(*dropped).overflows is overflows


def test_what_happened_while_nobody_listened_is_no_trouble() -> None:
    watch = looked(0, 5)
    watch.restart()
    watch.look(replace(STATS, uptime=200, dropped=50))
    watch.look(replace(STATS, uptime=260, dropped=51))
    assert not watch.overflows


def test_broker_that_restarted_counts_anew() -> None:
    watch = looked(0, 5)
    watch.look(replace(STATS, uptime=1, dropped=9))
    watch.look(replace(STATS, uptime=61, dropped=10))
    assert watch.overflows
    watch = looked(0, 5)
    watch.look(replace(STATS, uptime=1, dropped=9))
    assert not watch.overflows


async def stuck(hass: HomeAssistant, broker: PtyBroker, clocks: list[int]) -> None:
    """Let a node report every five minutes, its clock standing as told."""
    for place, clock in enumerate(clocks):
        number = place + 1
        held = (len(clocks) - place) * 300_000
        frame = report_frame(climate(number, clock), clock=clock, counter=number)
        broker.report(frame, held_ms=held)
    await until(lambda: not broker.ring)
    await hass.async_block_till_done()


@pytest.mark.usefixtures("running")
async def test_clock_that_stands_still_is_told(hass: HomeAssistant, broker: PtyBroker) -> None:
    await stuck(hass, broker, [1000] * 5)
    assert issues(hass) == {"impossible_clock"}
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"impossible_clock_{NODE.hex(':')}")
    assert issue is not None
    assert issue.translation_placeholders == {"node": "Attic"}


@pytest.mark.usefixtures("running")
async def test_clock_that_runs_again_is_told_no_more(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    await stuck(hass, broker, [1000, 1000, 1000, 1000, 1000, 1300])
    assert issues(hass) == set()


@pytest.mark.usefixtures("running")
async def test_clock_that_drifts_is_no_trouble(hass: HomeAssistant, broker: PtyBroker) -> None:
    await stuck(hass, broker, [1000, 1315, 1630, 1945, 2260, 2575])
    assert issues(hass) == set()


REFUSED = "bme280,soil?dry,battery li-ion,?interval"


async def announced(hass: HomeAssistant, broker: PtyBroker, sensors: str, counter: int) -> None:
    """Let the node announce itself with these sensors."""
    broker.report(announce_frame(sensors=sensors, counter=counter))
    await until(lambda: not broker.ring)
    await hass.async_block_till_done()


@pytest.mark.usefixtures("running")
async def test_settings_that_a_node_refused_are_named(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    await announced(hass, broker, REFUSED, 1)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"settings_refused_{NODE.hex(':')}")
    assert issue is not None
    told = {"node": "Attic", "settings": "sensor 2 (soil): dry, interval"}
    assert issue.translation_placeholders == told


@pytest.mark.usefixtures("running")
async def test_settings_that_were_put_right_are_told_no_more(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    await announced(hass, broker, REFUSED, 1)
    await announced(hass, broker, "bme280,soil", 2)
    assert issues(hass) == set()


async def test_removed_node_takes_its_troubles_along(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    await stuck(hass, broker, [1000] * 5)
    hass.config_entries.async_remove_subentry(running, next(iter(running.subentries)))
    await hass.async_block_till_done()
    assert issues(hass) == set()


def in_version(version: int, frame: bytes) -> bytes:
    """Return a frame as another version of the protocol begins it."""
    return bytes((version << 4 | frame[0] & 0x0F,)) + frame[1:]


@pytest.mark.parametrize(("version", "text"), [(0, "node_too_old"), (9, "node_too_new")])
@pytest.mark.usefixtures("running")
async def test_node_that_nobody_can_read_is_told_until_it_is_read(
    hass: HomeAssistant, broker: PtyBroker, version: int, text: str
) -> None:
    frames = [report_frame(climate(number), counter=number) for number in range(1, 6)]
    for frame in frames[:4]:
        broker.report(in_version(version, frame))
    await until(lambda: not broker.ring)
    assert issues(hass) == set()
    broker.report(in_version(version, frames[4]))
    await until(lambda: issues(hass) == {text})
    broker.report(frames[0])
    await until(lambda: not issues(hass))


@pytest.mark.usefixtures("running")
async def test_node_that_is_heard_is_not_doubted_for_forged_frames(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(report_frame(climate()))
    for number in range(2, 10):
        broker.report(in_version(9, report_frame(climate(number), counter=number)))
    await until(lambda: not broker.ring)
    await hass.async_block_till_done()
    assert issues(hass) == set()

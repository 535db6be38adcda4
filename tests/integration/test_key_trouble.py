"""A node whose key and that of its frames differ: when the user is told, and what mends it."""

from typing import Any

import pytest
from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import CONF_KEY, DOMAIN
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes, pass_time
from tests.integration.test_init import issues
from tests.integration.test_node_flow import answered
from tests.node_frames import NODE, climate, report_frame, sealed_frame
from tests.waiting import until

KEY = "000102030405060708090a0b0c0d0e0f"
OTHER = "ff0102030405060708090a0b0c0d0e0f"
ISSUE = f"key_{NODE.hex(':')}"
FRAMES = 4
A_WHILE = 200.0  # between two of them


def frame(counter: int, key: str | None, epoch: int = 1) -> bytes:
    """Return a report, sealed if there is a key."""
    plain = report_frame(climate(counter), counter=counter, oldest=counter, epoch=epoch)
    return sealed_frame(bytes.fromhex(key), plain) if key else plain


def give_key(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> None:
    """Give the entry's node a key, as if it had one from the start."""
    subentry = next(iter(entry.subentries.values()))
    data = {**subentry.data, CONF_KEY: key}
    hass.config_entries.async_update_subentry(entry, subentry, data=data)


@pytest.fixture
async def keyed(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Return the entry, set up, its node with a key."""
    give_key(hass, entry, KEY)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


async def refused(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker, *frames: bytes
) -> None:
    """Let frames come that are refused, some minutes apart, and then a while pass."""
    refusals = entry.runtime_data.nodes[NODE.hex(":")].node.refusals
    for count, each in enumerate(frames, 1):
        broker.report(each)
        await until(lambda count=count: refusals.count == count)  # type: ignore[misc]
        # As if the frame before had come earlier.
        refusals.first -= A_WHILE
    await pass_time(hass, 10)


async def test_node_with_another_key_is_told(
    hass: HomeAssistant, keyed: MockConfigEntry, broker: PtyBroker
) -> None:
    await refused(hass, keyed, broker, *[frame(each, OTHER) for each in range(FRAMES)])
    assert issues(hass) == {"key_other_key"}


async def test_node_that_lost_its_key_is_told(
    hass: HomeAssistant, keyed: MockConfigEntry, broker: PtyBroker
) -> None:
    await refused(hass, keyed, broker, *[frame(each, None) for each in range(FRAMES)])
    assert issues(hass) == {"key_no_key_on_node"}


async def test_node_whose_key_nobody_typed_is_told(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    await refused(hass, running, broker, *[frame(each, KEY) for each in range(FRAMES)])
    assert issues(hass) == {"key_no_key_here"}


async def test_few_bad_frames_are_nobodys_business(
    hass: HomeAssistant, keyed: MockConfigEntry, broker: PtyBroker
) -> None:
    await refused(hass, keyed, broker, *[frame(each, OTHER) for each in range(FRAMES - 1)])
    assert issues(hass) == set()


async def test_frames_in_the_name_of_a_node_that_is_heard_are_nobodys_business(
    hass: HomeAssistant, keyed: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(frame(1, KEY))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    bad = [frame(each, OTHER) for each in range(3 * FRAMES)]
    await refused(hass, keyed, broker, *bad)
    assert issues(hass) == set()


async def test_wiped_board_is_told_when_it_was_silent_for_long(
    hass: HomeAssistant, keyed: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(frame(1, KEY, epoch=7))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    bad = [frame(each, KEY, epoch=1) for each in range(2 * FRAMES)]
    await refused(hass, keyed, broker, *bad)
    await pass_time(hass, 3000)
    assert issues(hass) == {"key_counts_anew"}


@pytest.fixture
async def told(hass: HomeAssistant, keyed: MockConfigEntry, broker: PtyBroker) -> MockConfigEntry:
    """Return an entry whose node's key does not match, and whose user knows."""
    await refused(hass, keyed, broker, *[frame(each, OTHER) for each in range(FRAMES)])
    assert ir.async_get(hass).async_get_issue(DOMAIN, ISSUE)
    return keyed


async def test_node_that_is_heard_again_is_told_no_more(
    hass: HomeAssistant, told: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(frame(9, KEY))
    await until(lambda: not issues(hass))


async def test_removed_node_takes_its_trouble_along(
    hass: HomeAssistant, told: MockConfigEntry
) -> None:
    hass.config_entries.async_remove_subentry(told, next(iter(told.subentries)))
    await hass.async_block_till_done()
    assert issues(hass) == set()


async def fixed(hass: HomeAssistant) -> Any:
    """Return what comes of fixing the trouble."""
    assert await async_setup_component(hass, REPAIRS, {})
    await hass.async_block_till_done()
    manager = hass.data[REPAIRS]["flow_manager"]
    form = await manager.async_init(DOMAIN, context={"issue_id": ISSUE})
    assert form["description_placeholders"]["node"] == "Attic"
    return await manager.async_configure(form["flow_id"], {})


async def test_fix_is_one_form_that_takes_the_key(
    hass: HomeAssistant, told: MockConfigEntry, broker: PtyBroker
) -> None:
    _, flow_id = (await fixed(hass))["next_flow"]
    form: Any = await hass.config_entries.subentries.async_configure(flow_id)
    await answered(hass, form, name="Attic", key=OTHER)
    broker.report(frame(9, OTHER))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    assert issues(hass) == set()


async def test_fix_of_a_node_that_is_gone_says_so(
    hass: HomeAssistant, told: MockConfigEntry
) -> None:
    subentry = next(iter(told.subentries))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("custom_components.domotik.issues.clear_all", lambda *_: None)
        hass.config_entries.async_remove_subentry(told, subentry)
        await hass.async_block_till_done()
    assert (await fixed(hass))["reason"] == "no_node"

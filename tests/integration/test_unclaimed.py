"""Nodes that are heard and that nobody has added."""

from typing import Any

import pytest
from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from hypothesis import given
from hypothesis import strategies as st
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.messages import HeardNode
from custom_components.domotik.unclaimed import KEPT_MAX, TOLD_MAX, Strangers
from tests.fake_broker import PtyBroker
from tests.integration.states import pass_time
from tests.integration.test_node_flow import FAR, NEAR, added, answered
from tests.node_frames import NODE
from tests.waiting import until

ISSUE = f"unclaimed_{NEAR.hex(':')}"
LOOK = 60
A_WHILE = 700


async def look(hass: HomeAssistant, seconds: float) -> None:
    """Let so much time have passed, and the broker be asked."""
    await pass_time(hass, seconds)
    await hass.async_block_till_done(wait_background_tasks=True)


def told(hass: HomeAssistant) -> set[str]:
    """Return the nodes that the user is told of."""
    issues = ir.async_get(hass).issues
    return {name.partition("_")[2] for domain, name in issues if name.startswith("unclaimed_")}


@pytest.fixture
async def heard(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> PtyBroker:
    """Return a broker that has told of a node that it hears, at a first look."""
    broker.heard = [(NEAR, -60, 0, 0)]
    await until(lambda: getattr(running.runtime_data.session.broker.stats, "heard", 0))
    await look(hass, LOOK)
    return broker


@pytest.fixture
async def waiting(hass: HomeAssistant, heard: PtyBroker) -> PtyBroker:
    """Return a broker that has heard an unclaimed node for a while."""
    await look(hass, LOOK + A_WHILE)
    return heard


@pytest.mark.usefixtures("heard")
async def test_node_that_was_heard_once_is_nobodys_business(hass: HomeAssistant) -> None:
    assert told(hass) == set()


@pytest.mark.usefixtures("waiting")
async def test_node_that_is_heard_for_a_while_is_told(hass: HomeAssistant) -> None:
    issue = ir.async_get(hass).async_get_issue(DOMAIN, ISSUE)
    assert issue is not None
    assert (issue.translation_key, issue.is_fixable) == ("unclaimed", True)
    assert issue.translation_placeholders == {
        "mac": "A0:B1:C2:D3:E4:01",
        "rssi": "-60",
        "broker": "Domotik broker (000001)",
    }


@pytest.mark.parametrize(
    "stranger", [(FAR, -60, 0, wire.CLAIMED), (NODE, -60, 0, 0)], ids=["neighbour", "added"]
)
async def test_node_that_has_an_owner_is_not_told(
    hass: HomeAssistant, heard: PtyBroker, stranger: tuple[bytes, int, int, int]
) -> None:
    heard.heard = [stranger]
    await look(hass, 2 * LOOK)
    await look(hass, 2 * LOOK + A_WHILE)
    assert told(hass) == set()


async def test_node_that_was_not_heard_again_is_not_told(
    hass: HomeAssistant, heard: PtyBroker
) -> None:
    heard.heard = [(NEAR, -60, A_WHILE, 0)]
    await look(hass, LOOK + A_WHILE)
    assert told(hass) == set()


@pytest.mark.usefixtures("waiting")
async def test_node_that_is_added_is_told_no_more(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    await added(hass, running)
    assert told(hass) == set()


async def test_node_that_finds_a_broker_is_told_no_more(
    hass: HomeAssistant, waiting: PtyBroker
) -> None:
    waiting.heard = [(NEAR, -60, 0, wire.CLAIMED)]
    await look(hass, 2 * A_WHILE)
    assert told(hass) == set()


async def test_broker_that_restarts_takes_nothing_back(
    hass: HomeAssistant, waiting: PtyBroker
) -> None:
    waiting.heard = [(FAR, -60, 0, 0)]
    await look(hass, 2 * A_WHILE)
    assert told(hass) == {NEAR.hex(":")}


async def test_broker_that_does_not_answer_changes_nothing(
    hass: HomeAssistant, waiting: PtyBroker
) -> None:
    waiting.mute = {wire.HEARD}
    await look(hass, 2 * A_WHILE)
    assert told(hass) == {NEAR.hex(":")}


@pytest.mark.usefixtures("waiting")
async def test_removed_broker_takes_its_troubles_along(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    await hass.config_entries.async_remove(running.entry_id)
    assert told(hass) == set()


async def fixed(hass: HomeAssistant) -> Any:
    """Return what comes of fixing the trouble."""
    assert await async_setup_component(hass, REPAIRS, {})
    await hass.async_block_till_done()
    manager = hass.data[REPAIRS]["flow_manager"]
    form = await manager.async_init(DOMAIN, context={"issue_id": ISSUE})
    assert form["step_id"] == "confirm"
    assert form["description_placeholders"]["mac"] == "A0:B1:C2:D3:E4:01"
    return await manager.async_configure(form["flow_id"], {})


@pytest.mark.usefixtures("waiting")
async def test_fix_leads_on_to_adding_the_node(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    kind, flow_id = (await fixed(hass))["next_flow"]
    form = await hass.config_entries.subentries.async_configure(flow_id)
    assert (kind, form["handler"]) == ("config_subentries_flow", (running.entry_id, "node"))
    assert form["data_schema"] is not None
    suggested = {marker: marker.description for marker in form["data_schema"].schema}
    assert suggested["mac"] == {"suggested_value": NEAR.hex(":")}
    result = await answered(hass, form, mac=NEAR.hex(":"), name="Hall", unencrypted=True)
    assert result["title"] == "Hall"


@pytest.mark.usefixtures("waiting")
async def test_node_that_is_not_added_after_all_is_told_again(hass: HomeAssistant) -> None:
    await fixed(hass)
    assert told(hass) == set()
    await look(hass, 2 * A_WHILE)
    assert told(hass) == {NEAR.hex(":")}


@pytest.mark.usefixtures("waiting")
async def test_fix_needs_the_broker(hass: HomeAssistant, running: MockConfigEntry) -> None:
    await hass.config_entries.async_unload(running.entry_id)
    assert (await fixed(hass))["reason"] == "not_loaded"


async def test_repair_starts_the_form_without_errors(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    form = await hass.config_entries.subentries.async_init(
        (running.entry_id, "node"), context={"source": SOURCE_USER}, data={"mac": NEAR.hex(":")}
    )
    assert form["errors"] == {}


LISTS = st.lists(
    st.builds(
        HeardNode,
        st.integers(0, 99).map(lambda number: f"a0:b1:c2:00:00:{number:02x}"),
        st.integers(-100, -20),
        st.integers(0, 100_000),
        st.just(value=False),
    ),
    max_size=32,
)


@given(st.lists(LISTS, max_size=8))
def test_memory_and_lines_stay_bounded(looks: list[list[HeardNode]]) -> None:
    strangers = Strangers()
    for place, heard in enumerate(looks):
        strangers.look(heard, 1e6 + 3600 * place)
    assert len(strangers._known) <= KEPT_MAX
    assert len(strangers.lasting()) <= TOLD_MAX

"""A save writes the file of the nodes that have changed, and no other."""

from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.protocol.nodes import Node
from custom_components.domotik.safe_file import LAST_RETRY
from custom_components.domotik.store import NODES_A_FILE, NodeStore

MACS = [f"a0:b1:c2:00:00:{number:02x}" for number in range(2 * NODES_A_FILE + 1)]
FILES = [DOMAIN, f"{DOMAIN}.2", f"{DOMAIN}.3"]


@pytest.fixture
async def full(hass: HomeAssistant, hass_storage: dict[str, Any]) -> NodeStore:
    """Return a store whose nodes fill two files and begin a third, saved."""
    store = NodeStore(hass)
    for mac in MACS:
        store.table.node(mac)
        await store.save()
    return store


def nodes_in(hass_storage: dict[str, Any], name: str) -> list[str]:
    """Return the MACs in a file."""
    return list(hass_storage[name]["data"]["nodes"])


@pytest.mark.usefixtures("full")
def test_nodes_fill_one_file_after_the_other(hass_storage: dict[str, Any]) -> None:
    kept = [nodes_in(hass_storage, name) for name in FILES]
    assert kept == [MACS[:NODES_A_FILE], MACS[NODES_A_FILE:-1], MACS[-1:]]


@pytest.mark.usefixtures("full")
async def test_all_files_are_read(hass: HomeAssistant) -> None:
    later = NodeStore(hass)
    await later.load()
    assert sorted(later.table.nodes) == MACS


@pytest.mark.usefixtures("full")
async def test_other_files_are_read_without_the_first(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    del hass_storage[DOMAIN]
    later = NodeStore(hass)
    await later.load()
    assert sorted(later.table.nodes) == MACS[NODES_A_FILE:]


@pytest.mark.usefixtures("full")
async def test_first_file_is_there_again_after_it_was_lost(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    del hass_storage[DOMAIN]
    later = NodeStore(hass)
    await later.load()
    await later.save({MACS[-1]})
    assert hass_storage[DOMAIN]["data"] == {"nodes": {}, "files": 3}


async def test_no_file_is_left_behind(full: NodeStore, hass_storage: dict[str, Any]) -> None:
    await full.remove()
    assert not hass_storage.keys() & set(FILES)


async def test_file_of_a_changed_node_alone_is_written(
    full: NodeStore, written: list[str]
) -> None:
    full.table.node(MACS[NODES_A_FILE]).rssi = -70
    assert (await full.save({MACS[NODES_A_FILE]}), written) == (True, FILES[1:2])


async def test_save_of_all_finds_what_has_changed(full: NodeStore, written: list[str]) -> None:
    full.table.node(MACS[-1]).rssi = -70
    assert (await full.save(), written) == (True, FILES[2:])


async def test_nothing_is_written_when_nothing_has_changed(
    full: NodeStore, written: list[str]
) -> None:
    assert (await full.save(), await full.save(MACS), written) == (True, True, [])


async def test_forgotten_node_leaves_its_file_with_the_next_save(
    full: NodeStore, hass_storage: dict[str, Any]
) -> None:
    full.table.forget(MACS[0])
    await full.save({MACS[-1]})
    assert nodes_in(hass_storage, DOMAIN) == MACS[1:NODES_A_FILE]


async def test_node_takes_the_place_of_a_forgotten_one(
    full: NodeStore, hass_storage: dict[str, Any]
) -> None:
    full.table.forget(MACS[0])
    await full.save()
    full.table.node("a0:b1:c2:00:00:ff")
    await full.save()
    assert nodes_in(hass_storage, DOMAIN)[-1] == "a0:b1:c2:00:00:ff"


async def test_what_was_not_written_is_written_by_the_next_save_of_another_node(
    hass: HomeAssistant, full: NodeStore, hass_storage: dict[str, Any]
) -> None:
    full.table.node(MACS[0]).rssi = -70
    with patch.object(Store, "async_save", side_effect=OSError):
        assert not await full.save({MACS[0]})
    with patch.object(hass.loop, "time", return_value=hass.loop.time() + LAST_RETRY):
        assert await full.save({MACS[-1]})
    node = Node.from_dict(MACS[0], hass_storage[DOMAIN]["data"]["nodes"][MACS[0]])
    assert node.rssi == -70

"""The form of Grafana's dashboard."""

import itertools
import json
import re
from typing import Any

import pytest
from homeassistant.util.yaml import load_yaml_dict

from tests.examples.dashboard import DASHBOARD, FOLDER, PANELS, VARIABLES


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_panel_has_unit_title_and_the_chosen_source(panel: dict[str, Any]) -> None:
    sources = [panel["datasource"], *(target["datasource"] for target in panel["targets"])]
    assert panel["title"]
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert {source["uid"] for source in sources} == {"${DS_INFLUXDB}"}


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_panel_reads_the_chosen_retention_policy(panel: dict[str, Any]) -> None:
    assert all('FROM "$policy".' in target["query"] for target in panel["targets"])


def test_panels_do_not_overlap() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    assert not [pair for pair in itertools.combinations(places, 2) if _overlap(*pair)]


def test_panels_stay_on_the_page() -> None:
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in PANELS)


def test_panels_have_ids_of_their_own() -> None:
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))


def test_every_variable_that_is_used_is_there() -> None:
    text = json.dumps(PANELS) + json.dumps(VARIABLES)
    used = set(re.findall(r"\$\{?(\w+)", text)) - {"__interval", "timeFilter"}
    used = {name for name in used if not name.startswith("tag_")}
    assert used == {each["name"] for each in DASHBOARD["templating"]["list"]}


def test_provisioning_files_are_yaml_that_names_both() -> None:
    source = load_yaml_dict(str(FOLDER / "provisioning/datasources/influxdb.yaml"))
    provider = load_yaml_dict(str(FOLDER / "provisioning/dashboards/domotik.yaml"))
    assert source["datasources"][0]["type"] == "influxdb"
    assert provider["providers"][0]["type"] == "file"


def _overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    """Tell whether two places share a cell."""
    return all(
        one[start] < other[start] + other[size] and other[start] < one[start] + one[size]
        for start, size in (("x", "w"), ("y", "h"))
    )

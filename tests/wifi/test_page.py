"""The page about MQTT names what the firmware has, no less and no more."""

import json
import re
from itertools import chain

from demo.hass import REPOSITORY

from .firmware import load

PAGE = (REPOSITORY / "docs/mqtt.md").read_text()
ALWAYS = {"node", "time", "age", "epoch", "sample"}
fields = load("wifi.fields")
checks = load("wifi_checks")


def rows(heading: str) -> dict[str, list[str]]:
    """Return the cells of the table under its first heading, by each name in the first cell."""
    start = PAGE.index(heading)
    table = PAGE[start : PAGE.index("\n\n", start)].splitlines()[2:]
    found = {}
    for line in table:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        found.update(dict.fromkeys(re.findall(r"`([\w.]+)`", cells[0]), cells[1:]))
    return found


def test_every_field_is_explained() -> None:
    told = {name for name, _, _ in fields.FIELDS.values()}
    assert set(rows("| field | unit |")) == told | ALWAYS


def test_every_name_of_the_seed_is_explained() -> None:
    told = {cells[0].strip("`"): name for name, cells in rows("| field | in place of |").items()}
    assert told == fields.SEED


def test_every_setting_is_explained() -> None:
    nested = chain(
        (f"wifi.{name}" for name in checks.WIFI), (f"mqtt.{name}" for name in checks.MQTT)
    )
    assert set(rows("| setting | meaning |")) == {"transport", "ntp", *nested}


def test_the_settings_shown_are_right() -> None:
    shown = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0].replace("…", "x" * 8))
    mistakes = [checks.check(key, value) for key, value in shown.items() if key != "name"]
    assert mistakes == [""] * 4
    assert checks.lacking(shown) == ""


def test_the_reading_shown_is_one_of_the_firmwares() -> None:
    shown = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[1])
    assert set(shown) <= ALWAYS | {name for name, _, _ in fields.FIELDS.values()}

"""The page about storage says what is shipped and tried."""

import re
from pathlib import Path
from textwrap import dedent

from custom_components.domotik.history.late import KEEP_SECONDS, READINGS_MAX
from custom_components.domotik.node import PROMPT_SECONDS

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs/storage.md").read_text()


def test_block_is_the_one_that_the_tests_use() -> None:
    (block,) = re.findall(r" *```yaml\n(.*?) *```", PAGE, re.DOTALL)
    assert dedent(block) == (ROOT / "examples/influxdb/configuration.yaml").read_text()


def test_bounds_are_those_of_the_code() -> None:
    assert f"{READINGS_MAX:,} at most, for a week" in PAGE
    assert f"more than {PROMPT_SECONDS} s before it arrived" in PAGE
    assert KEEP_SECONDS == 7 * 86400


def test_files_that_it_names_are_there() -> None:
    named = re.findall(r"`((?:examples|docs|scripts)/[\w./]+)`", PAGE)
    assert [name for name in named if not (ROOT / name).exists()] == []

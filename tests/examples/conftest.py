"""What the examples are tried on."""

from collections.abc import Callable

import pytest

from examples.influxdb.housekeeping.__main__ import main
from tests.servers.fixtures import _influxd, influxd

__all__ = ["_influxd", "influxd"]

type Housekeeping = Callable[[list[str]], int]


@pytest.fixture
def housekeeping() -> Housekeeping:
    """Return the script."""
    return main

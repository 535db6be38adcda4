"""Fixtures of the simulator's tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .bench import Bench


@pytest.fixture(autouse=True)
def _network(socket_enabled: None) -> None:
    """Allow the loopback connections that boards are served over."""


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """Return a bench; no board of it is left after the test."""
    made = Bench(tmp_path)
    await made.bus.start()
    yield made
    await made.stop()

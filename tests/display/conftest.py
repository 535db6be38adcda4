"""What tests of the display share."""

import pytest

from tests.display.world import World


@pytest.fixture
async def world() -> World:
    """Return a world in which nothing has been shown."""
    return World()

"""Fixtures of the campaign's tests."""

import asyncio
from collections.abc import Iterable

import pytest
import pytest_socket

from campaign.faults import FAULTS
from campaign.series import play_all
from campaign.verdict import Row

JOBS = 4
SLOW = {"crowd"}


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    """Play the short form of the campaign once; its faults wait more than they work."""
    pytest_socket.enable_socket()
    found: dict[str, Row] = {}

    def tell(told: Iterable[Row]) -> None:
        found.update({row.fault: row for row in told})

    faults = [fault for fault in FAULTS if fault.name not in SLOW]
    asyncio.run(play_all(faults, tell, short=True, jobs=JOBS))
    return found

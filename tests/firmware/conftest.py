"""Tests in `upy_*.py`, which MicroPython itself runs; and boards for those on the desk."""

import ast
import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import override

import pytest
import pytest_socket

from simulator.home import Home
from simulator.node import Node
from simulator.plan import Plan
from tests.firmware.desk import Desk
from tests.firmware.host import Host
from tests.firmware.micropython import run_module
from tests.simulator.bench import Bench


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    """Take the files for MicroPython."""
    if file_path.name.startswith("upy_") and file_path.suffix == ".py":
        return MicroPythonFile.from_parent(parent, path=file_path)
    return None


class MicroPythonFile(pytest.File):
    """A module of tests; it runs once, when the first of its outcomes is wanted."""

    _outcomes: dict[str, str] | None = None

    @override
    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each test function."""
        for node in ast.parse(self.path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield MicroPythonItem.from_parent(self, name=node.name)

    def outcome(self, name: str) -> str:
        """Return what went wrong in a test, empty for nothing."""
        if self._outcomes is None:
            # The test harness for Home Assistant forbids sockets; the board is on loopback.
            pytest_socket.enable_socket()
            self._outcomes = asyncio.run(run_module(self.path))
        return self._outcomes[name]


class MicroPythonItem(pytest.Item):
    """One test function that MicroPython runs."""

    parent: MicroPythonFile

    @override
    def runtest(self) -> None:
        """Fail with MicroPython's traceback."""
        if error := self.parent.outcome(self.name):
            pytest.fail(error, pytrace=False)

    @override
    def reportinfo(self) -> tuple[Path, None, str]:
        """Return where the test stands."""
        return self.path, None, f"MicroPython: {self.name}"


@pytest.fixture
def plan() -> Plan:
    """Return the plan of a broker and one node that wakes every second."""
    return Plan(nodes=1, interval=1, reset_on_open=False, boot_seconds=0)


@pytest.fixture
async def home(plan: Plan) -> AsyncIterator[Home]:
    """Run the planned home."""
    async with Home(plan) as running:
        yield running


@pytest.fixture
def node(home: Home) -> Node:
    """Return the one node."""
    return home.nodes[0]


@pytest.fixture
async def host(home: Home, node: Node) -> AsyncIterator[Host]:
    """Open a host that owns the node."""
    async with Host(home.broker.port) as opened:
        await opened.own(node.mac)
        yield opened


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """Return a bench for boards that run small scripts with the firmware's files."""
    made = Bench(tmp_path)
    await made.bus.start()
    yield made
    await made.stop()


@pytest.fixture
def desk(bench: Bench) -> Desk:
    """Return a desk with an empty board."""
    return Desk(bench)

"""Real servers on loopback, one of each for all tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_socket

from demo.server import Server, find
from demo.servers import InfluxDB, Mosquitto, VictoriaMetrics


def served(kind: type[Server], folder: Path) -> Iterator[Any]:
    """Yield a server that runs, or skip where it can't be had."""
    if find(kind.program) is None:
        pytest.skip(f"{kind.program} is neither installed nor to be had from Debian")
    pytest_socket.enable_socket()
    with kind(folder) as server:
        yield server


@pytest.fixture(scope="session")
def _influxd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InfluxDB]:
    """Run one InfluxDB for all tests."""
    yield from served(InfluxDB, tmp_path_factory.mktemp("influxdb"))


@pytest.fixture(scope="session")
def _victoria(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VictoriaMetrics]:
    """Run one VictoriaMetrics for all tests."""
    yield from served(VictoriaMetrics, tmp_path_factory.mktemp("victoria"))


@pytest.fixture
def influxd(_influxd: InfluxDB, socket_enabled: None) -> Iterator[InfluxDB]:
    """Return an InfluxDB with an empty database "home"."""
    _influxd.query("CREATE DATABASE home")
    yield _influxd
    if not _influxd.answers():
        _influxd.start()
    _influxd.query("DROP DATABASE home")


@pytest.fixture
def victoria(_victoria: VictoriaMetrics, socket_enabled: None) -> Iterator[VictoriaMetrics]:
    """Return an empty VictoriaMetrics."""
    yield _victoria
    if not _victoria.answers():
        _victoria.start()
    _victoria.get("/api/v1/admin/tsdb/delete_series?match[]={__name__!=''}")


@pytest.fixture
def mosquitto(socket_enabled: None, tmp_path: Path) -> Iterator[Mosquitto]:
    """Return an MQTT broker of the test's own."""
    yield from served(Mosquitto, tmp_path / "mosquitto")

"""Housekeeping on a real InfluxDB 1, with points of the past."""

import time
from collections.abc import Callable, Iterator

import pytest

from demo.servers import InfluxDB
from tests.examples.conftest import Housekeeping

type Run = Callable[..., int]
type Capture = pytest.CaptureFixture[str]

DAY = 86400
MEANS = 'SELECT value, min, max FROM "home"."means"."sensor__temperature"'
RAW = 'SELECT value FROM "home"."autogen"."sensor__temperature"'


@pytest.fixture
def run(housekeeping: Housekeeping, influxd: InfluxDB) -> Iterator[Run]:
    """Return what runs the script on the server."""

    def on_server(*arguments: str) -> int:
        return housekeeping(["--url", influxd.url, "--database", "home", *arguments])

    yield on_server
    if "means" in str(influxd.query("SHOW RETENTION POLICIES ON home")):
        influxd.query('DROP RETENTION POLICY "means" ON "home"')


def write(influxd: InfluxDB, days_ago: float, *values: float) -> None:
    """Write temperatures, a minute apart, from the start of a ten minutes of so many days ago."""
    begin = int(time.time() - days_ago * DAY) // 600 * 600
    influxd.write(
        [
            f"sensor__temperature,node=Attic value={value} {(begin + 60 * place) * 10**9}"
            for place, value in enumerate(values)
        ],
        "home",
    )


def found(influxd: InfluxDB, query: str) -> list[list[float]]:
    """Return the rows that a query finds, without their times."""
    return [row[1:] for series in influxd.query(query, "home") for row in series["values"]]


def test_it_shows_what_it_would_do_and_does_nothing(
    run: Run, influxd: InfluxDB, capsys: Capture
) -> None:
    write(influxd, 30, 20)
    assert run() == 0
    shown = capsys.readouterr().out
    assert "CREATE CONTINUOUS QUERY" in shown
    assert "OLDER ONES ARE DELETED" in shown
    assert "means" not in str(influxd.query("SHOW RETENTION POLICIES ON home"))


def test_means_of_the_past_are_made(run: Run, influxd: InfluxDB) -> None:
    write(influxd, 30, 20, 21, 25)
    run("--yes")
    assert found(influxd, MEANS) == [[22, 20, 25]]


def test_means_keep_the_tags(run: Run, influxd: InfluxDB) -> None:
    write(influxd, 30, 20)
    run("--yes")
    assert found(influxd, 'SHOW TAG VALUES FROM "means"."sensor__temperature" WITH KEY = "node"')


def test_raw_readings_that_are_too_old_go_after_their_means_are_made(
    run: Run, influxd: InfluxDB
) -> None:
    write(influxd, 100, 18)
    write(influxd, 1, 20)
    run("--yes", "--keep-raw", "30d")
    influxd.stop()
    influxd.start()
    policy = influxd.query("SHOW RETENTION POLICIES ON home")[0]["values"][0]
    assert policy[:2] == ["autogen", "720h0m0s"]
    assert found(influxd, MEANS) == [[18, 18, 18], [20, 20, 20]]


def test_readings_to_come_get_means_by_themselves(run: Run, influxd: InfluxDB) -> None:
    run("--yes", "--every", "1m")
    write(influxd, 0.01, 20, 22)
    end = time.monotonic() + 20
    while not found(influxd, MEANS) and time.monotonic() < end:
        time.sleep(0.2)
    assert found(influxd, MEANS)


def test_running_it_again_changes_nothing(run: Run, influxd: InfluxDB, capsys: Capture) -> None:
    write(influxd, 30, 20)
    run("--yes")
    capsys.readouterr()
    run("--yes")
    assert capsys.readouterr().out == "Everything is as it should be.\n"


def test_other_durations_replace_what_was_set_up(
    run: Run, influxd: InfluxDB, capsys: Capture
) -> None:
    run("--yes")
    run("--yes", "--every", "30m", "--keep-raw", "0")
    query = str(influxd.query("SHOW CONTINUOUS QUERIES"))
    policy = influxd.query("SHOW RETENTION POLICIES ON home")[0]["values"][0]
    assert ("GROUP BY time(30m)" in query, policy[1]) == (True, "0s")


def test_missing_database_is_said(
    housekeeping: Housekeeping, influxd: InfluxDB, capsys: Capture
) -> None:
    assert housekeeping(["--url", influxd.url, "--database", "nowhere"]) == 1
    assert "no database nowhere" in capsys.readouterr().err


def test_server_that_is_not_there_is_said(
    housekeeping: Housekeeping, socket_enabled: None, capsys: Capture
) -> None:
    assert housekeeping(["--url", "http://127.0.0.1:9", "--database", "home"]) == 1
    assert "can't be reached" in capsys.readouterr().err


def test_duration_that_can_not_be_read_is_said(
    housekeeping: Housekeeping, capsys: Capture
) -> None:
    with pytest.raises(SystemExit):
        housekeeping(["--database", "home", "--keep-raw", "a while"])
    assert "a while is no duration" in capsys.readouterr().err

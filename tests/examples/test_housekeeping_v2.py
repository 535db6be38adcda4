"""Housekeeping of InfluxDB 2, on a stand-in for its API: no server of that version can be had."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, override
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.examples.conftest import Housekeeping

type Run = Callable[..., int]
type Rows = list[dict[str, Any]]


class Api(HTTPServer):
    """Buckets and tasks in memory."""

    def __init__(self) -> None:
        """Start with the bucket that Home Assistant writes to."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.rows: dict[str, Rows] = {
            "buckets": [{"id": "b0", "orgID": "o1", "name": "home", "retentionRules": []}],
            "tasks": [],
        }


class Handler(BaseHTTPRequestHandler):
    """Answers as the API's reference describes."""

    server: Api

    @property
    def rows(self) -> Rows:
        """Return the rows of the kind that the path names."""
        return self.server.rows[self.path.split("/")[3].partition("?")[0]]

    def do_GET(self) -> None:
        """List by name."""
        kind = urlsplit(self.path).path.rpartition("/")[2]
        name = parse_qs(urlsplit(self.path).query)["name"][0]
        self._answer({kind: [row for row in self.rows if row["name"] == name]})

    def do_POST(self) -> None:
        """Make one."""
        body = self._body()
        name = body.get("name") or body["flux"].split('name: "')[1].partition('"')[0]
        row = {"id": f"n{len(self.rows)}", "name": name, **body}
        self.rows.append(row)
        self._answer(row)

    def do_PATCH(self) -> None:
        """Change one."""
        wanted = self.path.rpartition("/")[2]
        row = next(row for row in self.rows if row["id"] == wanted)
        row.update(self._body())
        self._answer(row)

    @override
    def log_message(self, *_: object) -> None:
        """Be silent."""

    def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return body

    def _answer(self, content: object) -> None:
        self.send_response(200 if self.headers["Authorization"] == "Token secret" else 401)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())


@pytest.fixture
def api(socket_enabled: None) -> Iterator[Api]:
    """Serve the API."""
    with Api() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def run(housekeeping: Housekeeping, api: Api) -> Run:
    """Return what runs the script on the API."""

    def on_api(*arguments: str, token: str = "secret") -> int:
        url = f"http://127.0.0.1:{api.server_port}"
        login = ["--url", url, "--org", "mine", "--bucket", "home", "--token", token]
        return housekeeping([*login, *arguments])

    return on_api


def kept(api: Api) -> dict[str, int]:
    """Return for how many seconds each bucket is kept."""
    return {
        row["name"]: sum(rule["everySeconds"] for rule in row["retentionRules"])
        for row in api.rows["buckets"]
    }


def test_it_shows_what_it_would_do_and_does_nothing(run: Run, api: Api) -> None:
    assert (run(), kept(api), api.rows["tasks"]) == (0, {"home": 0}, [])


def test_buckets_are_kept_as_long_as_they_should_be(run: Run, api: Api) -> None:
    run("--yes", "--keep-raw", "30d", "--keep-means", "10w")
    assert kept(api) == {"home": 30 * 86400, "home_means": 70 * 86400}


def test_task_makes_means_of_the_bucket(run: Run, api: Api) -> None:
    run("--yes")
    (task,) = api.rows["tasks"]
    assert 'from(bucket: "home")' in task["flux"]
    assert task["flux"].count('to(bucket: "home_means")') == 3


def test_running_it_again_changes_nothing(
    run: Run, api: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    run("--yes")
    capsys.readouterr()
    run("--yes")
    assert capsys.readouterr().out == "Everything is as it should be.\n"


def test_other_times_change_the_task(run: Run, api: Api) -> None:
    run("--yes")
    run("--yes", "--every", "1h")
    assert ["every: 1h" in task["flux"] for task in api.rows["tasks"]] == [True]


def test_wrong_token_is_said(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(token="wrong") == 1
    assert "answered 401" in capsys.readouterr().err

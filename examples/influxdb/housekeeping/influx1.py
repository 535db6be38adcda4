"""InfluxDB 1: a retention policy, and a continuous query that fills it."""

import argparse
import base64
import re
from collections.abc import Callable
from urllib.parse import urlencode

from .common import LATEST, MEANS, Answer, Failure, Http, Step, seconds, squeeze

QUERY = "domotik_means"


def server_seconds(text: str) -> int:
    """Return a duration as the server writes it (2160h0m0s) in seconds."""
    return sum(
        int(count) * {"h": 3600, "m": 60, "s": 1}[unit]
        for count, unit in re.findall(r"(\d+)([hms])", text)
    )


class Influx1:
    """The database that Home Assistant writes to."""

    def __init__(self, options: argparse.Namespace) -> None:
        login = f"{options.user}:{options.password}".encode()
        headers = {"Authorization": "Basic " + base64.b64encode(login).decode()}
        self._http = Http(options.url, headers if options.user else {})
        self._options = options
        self._base = f'"{options.database}"'

    def steps(self) -> list[Step]:
        """Return what is to be done, in an order that loses nothing."""
        policies = {row["name"]: row for row in self._rows("SHOW RETENTION POLICIES ON")}
        if not policies:
            raise Failure(f"There is no database {self._options.database}.")
        raw = next(name for name, row in policies.items() if row["default"])
        if raw == MEANS:
            raise Failure(f"The policy {MEANS} is the default one: make another the default.")
        return [
            *self._policy(policies.get(MEANS)),
            *self._query(raw),
            *self._raw(raw, server_seconds(policies[raw]["duration"])),
        ]

    def _policy(self, there: Answer | None) -> list[Step]:
        """Return how the policy for means comes to be what it should be."""
        keep = seconds(self._options.keep_means)
        if there and server_seconds(there["duration"]) == keep:
            return []
        verb = "ALTER" if there else "CREATE"
        replication = "" if there else " REPLICATION 1"
        duration = f"{keep}s" if keep else "INF"
        text = (
            f'{verb} RETENTION POLICY "{MEANS}" ON {self._base} DURATION {duration}'
            f"{replication} SHARD DURATION 4w"
        )
        return [Step(f"keep means for {self._options.keep_means}: {text}", self._run(text))]

    def _query(self, raw: str) -> list[Step]:
        """Return how the continuous query comes to be what it should be."""
        select = self._select(raw, self._options.every)
        text = (
            f'CREATE CONTINUOUS QUERY "{QUERY}" ON {self._base} '
            f"RESAMPLE EVERY {self._options.every} FOR {LATEST} BEGIN {select} END"
        )
        there = self._there()
        if there and squeeze(there) == squeeze(text):
            return []
        drop = f'DROP CONTINUOUS QUERY "{QUERY}" ON {self._base}'
        fill = self._select(raw, self._options.every, " WHERE time >= 0 AND time < now()")
        return [
            *([Step(f"replace the query: {drop}", self._run(drop))] if there else []),
            Step(f"from now on: {text}", self._run(text)),
            Step(f"for what is there already: {fill}", self._run(fill)),
        ]

    def _raw(self, raw: str, before: int) -> list[Step]:
        """Return how raw readings come to be kept as long as they should be."""
        keep = seconds(self._options.keep_raw)
        if before == keep:
            return []
        duration = f"{keep}s" if keep else "INF"
        text = (
            f'ALTER RETENTION POLICY "{raw}" ON {self._base} DURATION {duration} SHARD DURATION 1d'
        )
        says = f"keep raw readings for {self._options.keep_raw}"
        shorter = " (OLDER ONES ARE DELETED)" if keep and (not before or keep < before) else ""
        return [Step(f"{says}{shorter}: {text}", self._run(text))]

    def _select(self, raw: str, every: str, where: str = "") -> str:
        """Return the query that makes means of what is raw."""
        # All names are the server's own or come from whoever runs this.
        return (
            f'SELECT mean("value") AS "value", min("value") AS "min", max("value") AS "max" '  # noqa: S608
            f'INTO {self._base}."{MEANS}".:MEASUREMENT FROM {self._base}."{raw}"./.*/{where} '
            f"GROUP BY time({every}), *"
        )

    def _there(self) -> str | None:
        """Return the continuous query that there is."""
        answer = self._ask("SHOW CONTINUOUS QUERIES")
        return next(
            (
                row[1]
                for series in answer["results"][0].get("series", [])
                for row in series.get("values", [])
                if series["name"] == self._options.database and row[0] == QUERY
            ),
            None,
        )

    def _rows(self, query: str) -> list[Answer]:
        """Return the rows of an answer about the database."""
        result = self._ask(f"{query} {self._base}")["results"][0]
        if "error" in result:
            return []
        series = result.get("series", [{"columns": [], "values": []}])[0]
        return [dict(zip(series["columns"], row, strict=True)) for row in series["values"]]

    def _run(self, text: str) -> Callable[[], object]:
        """Return what runs a query and fails if the server does."""

        def run() -> None:
            for result in self._ask(text)["results"]:
                if "error" in result:
                    raise Failure(f"{text}: {result['error']}")

        return run

    def _ask(self, text: str) -> Answer:
        """Return the server's answer to a query."""
        fields = urlencode({"q": text, "db": self._options.database})
        return self._http("POST", "/query", fields.encode(), "application/x-www-form-urlencoded")

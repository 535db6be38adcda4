"""InfluxDB 2: a bucket, and a task that fills it."""

import argparse
import json
from urllib.parse import quote, urlencode

from .common import LATEST, MEANS, Answer, Failure, Http, Step, seconds, squeeze

TASK = "domotik means"


class Influx2:
    """The bucket that Home Assistant writes to."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._http = Http(options.url, {"Authorization": f"Token {options.token}"})
        self._options = options

    def steps(self) -> list[Step]:
        """Return what is to be done, in an order that loses nothing."""
        name = self._options.bucket
        raw = self._bucket(name)
        if raw is None:
            raise Failure(f"There is no bucket {name}, or the token may not read it.")
        means = f"{name}_{MEANS}"
        return [
            *self._keep(self._bucket(means), means, raw["orgID"], self._options.keep_means),
            *self._task(name, means, raw["orgID"]),
            *self._keep(raw, name, raw["orgID"], self._options.keep_raw),
        ]

    def _keep(self, there: Answer | None, name: str, org: str, keep: str) -> list[Step]:
        """Return how a bucket comes to be kept as long as it should be."""
        rules = [{"type": "expire", "everySeconds": seconds(keep)}] if seconds(keep) else []
        if there is None:
            body = {"name": name, "orgID": org, "retentionRules": rules}
            return [
                Step(
                    f"make the bucket {name}, kept for {keep}",
                    lambda: self._send("POST", "/api/v2/buckets", body),
                )
            ]
        before = next((rule["everySeconds"] for rule in there.get("retentionRules", [])), 0)
        if before == seconds(keep):
            return []
        shorter = (
            " (OLDER ONES ARE DELETED)"
            if seconds(keep) and (not before or seconds(keep) < before)
            else ""
        )
        return [
            Step(
                f"keep {name} for {keep}{shorter}",
                lambda: self._send(
                    "PATCH", f"/api/v2/buckets/{there['id']}", {"retentionRules": rules}
                ),
            )
        ]

    def _task(self, raw: str, means: str, org: str) -> list[Step]:
        """Return how the task comes to be what it should be."""
        every = self._options.every
        flux = _flux(raw, means, every)
        found = self._http("GET", f"/api/v2/tasks?name={quote(TASK)}&orgID={org}")["tasks"]
        if not found:
            return [
                Step(
                    f"make a task:\n{flux}",
                    lambda: self._send("POST", "/api/v2/tasks", {"orgID": org, "flux": flux}),
                )
            ]
        if squeeze(found[0]["flux"]) == squeeze(flux):
            return []
        return [
            Step(
                f"change the task:\n{flux}",
                lambda: self._send("PATCH", f"/api/v2/tasks/{found[0]['id']}", {"flux": flux}),
            )
        ]

    def _bucket(self, name: str) -> Answer | None:
        """Return a bucket of the organization."""
        fields = urlencode({"name": name, "org": self._options.org})
        found = self._http("GET", f"/api/v2/buckets?{fields}").get("buckets", [])
        return found[0] if found else None

    def _send(self, method: str, path: str, body: Answer) -> Answer:
        """Send a change."""
        return self._http(method, path, json.dumps(body).encode(), "application/json")


def _flux(raw: str, means: str, every: str) -> str:
    """Return the program of the task; each result needs a name of its own."""
    parts = [
        f'option task = {{name: "{TASK}", every: {every}, offset: 1m}}',
        f'readings = from(bucket: "{raw}") |> range(start: -{LATEST})',
    ]
    parts += [
        f"""readings
  |> filter(fn: (r) => r._field == "value")
  |> aggregateWindow(every: {every}, fn: {name}, createEmpty: false)
  |> set(key: "_field", value: "{field}")
  |> to(bucket: "{means}")
  |> yield(name: "{field}")"""
        for name, field in (("mean", "value"), ("min", "min"), ("max", "max"))
    ]
    return "\n\n".join(parts)

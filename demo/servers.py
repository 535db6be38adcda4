"""The servers that Home Assistant writes to."""

import json
import socket
from typing import Any, override
from urllib.error import HTTPError
from urllib.parse import urlencode

from .ports import free_port
from .server import Server, ServerError


class InfluxDB(Server):
    """InfluxDB 1.x."""

    program = "influxd"
    package = "influxdb"

    @override
    def arguments(self) -> list[str]:
        config = self.folder / "influxdb.conf"
        config.write_text(f"""\
reporting-disabled = true
bind-address = "127.0.0.1:{free_port()}"
[meta]
  dir = "{self.folder}/meta"
[data]
  dir = "{self.folder}/data"
  wal-dir = "{self.folder}/wal"
[monitor]
  store-enabled = false
[continuous_queries]
  run-interval = "1s"
[http]
  bind-address = "127.0.0.1:{self.port}"
  log-enabled = false
""")
        return ["run", "-config", str(config)]

    @override
    def answers(self) -> bool:
        return self.gets("/ping")

    def query(self, text: str, database: str = "") -> list[dict[str, Any]]:
        """Return the series that an InfluxQL query finds; raises ServerError for a bad one."""
        fields = urlencode({"q": text, "db": database, "epoch": "ns"})
        try:
            answer = json.loads(self.get("/query", fields.encode()))
        except HTTPError as error:
            raise ServerError(error.read().decode()) from error
        for result in answer["results"]:
            if "error" in result:
                raise ServerError(result["error"])
        return [series for result in answer["results"] for series in result.get("series", [])]

    def write(self, lines: list[str], database: str, policy: str = "") -> None:
        """Write points in line protocol."""
        fields = {"db": database} | ({"rp": policy} if policy else {})
        self.get(f"/write?{urlencode(fields)}", "\n".join(lines).encode())


class VictoriaMetrics(Server):
    """VictoriaMetrics, which takes what is written for InfluxDB 2."""

    program = "victoria-metrics"
    package = "victoria-metrics"

    @override
    def arguments(self) -> list[str]:
        return [
            f"-storageDataPath={self.folder}/data",
            f"-httpListenAddr=127.0.0.1:{self.port}",
            "-search.latencyOffset=0s",
            # Else points are found only after a second.
            "-search.disableCache",
        ]

    @override
    def answers(self) -> bool:
        return self.gets("/health")

    def export(self, match: str) -> list[dict[str, Any]]:
        """Return the stored series that match, each with values and timestamps in ms."""
        self.get("/internal/force_flush")
        found = self.get(f"/api/v1/export?{urlencode({'match[]': match})}")
        return [json.loads(line) for line in found.splitlines()]


class Mosquitto(Server):
    """The MQTT broker Mosquitto."""

    program = "mosquitto"
    package = "mosquitto"

    @override
    def arguments(self) -> list[str]:
        config = self.folder / "mosquitto.conf"
        config.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\n")
        return ["-c", str(config)]

    @override
    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

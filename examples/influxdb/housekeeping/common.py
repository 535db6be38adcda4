"""What both versions of InfluxDB share."""

import argparse
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

MEANS = "means"
# So late can a reading be: a node that was out of reach keeps some forty readings.
LATEST = "2d"
SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}

Answer = dict[str, Any]


class Failure(Exception):
    """What could not be done, as the user reads it."""


@dataclass(frozen=True)
class Step:
    """One change: in words, and how it is made."""

    says: str
    do: Callable[[], object]


def seconds(text: str) -> int:
    """Return a duration such as 90d in seconds; 0 is for ever."""
    if text == "0":
        return 0
    found = re.fullmatch(r"(\d+)([mhdw])", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text} is no duration such as 10m, 90d or 260w, nor 0")
    return int(found[1]) * SECONDS[found[2]]


class Http:
    """Requests to one server."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self._url = url.rstrip("/")
        self._headers = headers

    def __call__(
        self, method: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> Answer:
        """Return what the server answers; raises Failure."""
        headers = self._headers | ({"Content-Type": kind} if kind else {})
        # Whoever runs this names the server.
        request = Request(self._url + path, body, headers, method=method)  # noqa: S310
        try:
            with urlopen(request, timeout=300) as response:  # noqa: S310
                answer: Answer = json.loads(response.read() or b"{}")
                return answer
        except HTTPError as error:
            with error:
                said = error.read().decode()
            raise Failure(f"{self._url} answered {error.code}: {said}") from error
        except (URLError, OSError) as error:
            raise Failure(f"{self._url} can't be reached: {error}") from error


def squeeze(text: str) -> str:
    """Return a query as the server's own form of it compares: it moves spaces and quotes."""
    return re.sub(r'[\s"]', "", text).lower()

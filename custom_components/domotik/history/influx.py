"""Late readings in the user's InfluxDB, through the entry of Home Assistant's own integration.

All that is known of that integration's insides is known here: when it changes, this file says so
and everything else goes on.
"""

from collections.abc import Callable
from contextlib import closing
from enum import Enum, auto
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, State, callback

DOMAIN: Final = "influxdb"
BATCH: Final = 500
# The client of InfluxDB 2 takes milliseconds.
TIMEOUT_MS: Final = 10_000
REFUSED: Final = {400, 413, 422}
# What it looks like from here when the insides of another integration have changed.
_CHANGED: Final = (AttributeError, ImportError, KeyError, TypeError)

type Point = dict[str, Any]


class InfluxUnfit(Exception):
    """The integration does not have what is needed of it."""


class InfluxDown(Exception):
    """The server can't be reached, or lets nobody write."""


class Influx(Enum):
    """Whether there is an InfluxDB to write to."""

    ABSENT = auto()
    DOWN = auto()
    READY = auto()


@callback
def influx_entry(hass: HomeAssistant) -> ConfigEntry[Any] | None:
    """Return the integration's entry if the user has one."""
    entries = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    return entries[0] if entries else None


@callback
def look(hass: HomeAssistant) -> Influx:
    """Tell how the integration is doing."""
    entry = influx_entry(hass)
    if entry is None:
        return Influx.ABSENT
    loaded = entry.state is ConfigEntryState.LOADED
    return Influx.READY if loaded else Influx.DOWN


@callback
def loses_states(hass: HomeAssistant) -> bool:
    """Tell whether states that are written now don't reach the user's InfluxDB."""
    entry = influx_entry(hass)
    if entry is None or look(hass) is Influx.DOWN:
        return entry is not None
    return bool(getattr(entry.runtime_data, "write_errors", 0))


@callback
def point(hass: HomeAssistant, state: State, time: float) -> Point | None:
    """Return a state as the integration writes it, None for one that the user filters out."""
    change: EventStateChangedData = {
        "entity_id": state.entity_id,
        "old_state": None,
        "new_state": state,
    }
    event = Event(EVENT_STATE_CHANGED, change, time_fired_timestamp=time)
    try:
        made: Point | None = _runtime(hass).event_to_json(event)
    except _CHANGED as err:
        raise InfluxUnfit from err
    return made


async def write(hass: HomeAssistant, points: list[Point]) -> int:
    """Write points; return how many the server refused for good."""
    entry = influx_entry(hass)
    if entry is None or look(hass) is not Influx.READY:
        raise InfluxDown
    return await hass.async_add_executor_job(_write, entry, points)


def _runtime(hass: HomeAssistant) -> Any:
    """Return what the integration runs."""
    entry = influx_entry(hass)
    if entry is None or look(hass) is not Influx.READY:
        raise InfluxDown
    return entry.runtime_data


def _write(entry: ConfigEntry[Any], points: list[Point]) -> int:
    """Write in batches; blocks."""
    try:
        if entry.data["api_version"] == "2":
            return _write_v2(entry, points)
        return _in_batches(entry.runtime_data.influx.write, points)
    except _CHANGED as err:
        raise InfluxUnfit from err
    except ConnectionError as err:
        raise InfluxDown(str(err)) from err


def _write_v2(entry: ConfigEntry[Any], points: list[Point]) -> int:
    """Write by a client of our own: the integration's does not tell whether points arrived."""
    from influxdb_client.client.influxdb_client import InfluxDBClient  # noqa: PLC0415 - comes with that integration
    from influxdb_client.client.write_api import SYNCHRONOUS  # noqa: PLC0415
    from influxdb_client.rest import ApiException  # noqa: PLC0415
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    conf = entry.data
    names = {"url", "token", "verify_ssl", "ssl_ca_cert"} & conf.keys()
    client = InfluxDBClient(
        org=conf["organization"], timeout=TIMEOUT_MS, **{name: conf[name] for name in names}
    )
    with closing(client):
        api = client.write_api(write_options=SYNCHRONOUS)

        def write_batch(batch: list[Point]) -> None:
            try:
                api.write(bucket=conf["bucket"], record=batch)
            except (HTTPError, OSError) as err:
                raise ConnectionError(str(err)) from err
            except ApiException as err:
                kind = ValueError if err.status in REFUSED else ConnectionError
                raise kind(err.reason) from err

        return _in_batches(write_batch, points)


def _in_batches(write_batch: Callable[[list[Point]], None], points: list[Point]) -> int:
    """Write so many points at once; return how many were refused."""
    batches = (points[start : start + BATCH] for start in range(0, len(points), BATCH))
    return sum(_write_batch(write_batch, batch) for batch in batches)


def _write_batch(write_batch: Callable[[list[Point]], None], batch: list[Point]) -> int:
    """Write a batch; where the server refuses it, find the points that it refuses."""
    try:
        write_batch(batch)
    except ValueError:
        if len(batch) == 1:
            return 1
        half = len(batch) // 2
        parts = (batch[:half], batch[half:])
        return sum(_write_batch(write_batch, part) for part in parts)
    return 0

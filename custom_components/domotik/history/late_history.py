"""Late samples, kept on the disk until they have arrived where they belong."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, State, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from custom_components.domotik import issues
from custom_components.domotik.const import DOMAIN, LOGGER
from custom_components.domotik.file_set import FileSet
from custom_components.domotik.node import HomeNode, ObjectKey
from custom_components.domotik.protocol.fresh import Fresh

from . import influx
from .late import Identity, LateSamples, Wants
from .repeats import Repeats
from .series import Hold
from .to_influx import to_influx
from .to_statistics import ToStatistics

LOOK: Final = timedelta(seconds=30)
LONG_SECONDS: Final = 3600
FILE: Final = f"{DOMAIN}.late"
SAMPLES_A_FILE: Final = 400
# What it looks like from here when the insides of Home Assistant have changed.
_CHANGED: Final = (AttributeError, ImportError, KeyError, TypeError, influx.InfluxUnfit)


class LateHistory:
    """The late samples of a home."""

    def __init__(self, hass: HomeAssistant, hold: Hold) -> None:
        """Start empty; `hold` tells for how many seconds a reading of a node speaks."""
        self.late = LateSamples()
        self.unfit: set[str] = set()
        self._hass = hass
        self._repeats = Repeats()
        self._statistics = ToStatistics(hass, hold)
        self._files = FileSet[Identity](hass, FILE, SAMPLES_A_FILE, self.late)
        self._saving = asyncio.Lock()
        self._unsaved = False
        self._turn = asyncio.Lock()
        self._stop_looking: CALLBACK_TYPE | None = None
        self._dropped_before = 0

    async def load(self) -> None:
        """Read what was kept."""
        await self._files.load()
        self._dropped_before = self.late.dropped

    async def save(self) -> bool:
        """Write what is kept; tell whether it is on the disk."""
        async with self._saving:
            changed = self.late.changed.copy()
            if changed or self._unsaved:
                self.late.changed.clear()
                self._unsaved = not await self._files.save(changed, first=True)
            return not self._unsaved

    async def remove(self) -> None:
        """Forget all samples, and remove the files."""
        async with self._saving:
            self.late.clear()
            self._unsaved = False
            await self._files.remove()

    @callback
    def start(self) -> None:
        """Bring samples on their way from now on."""
        self._stop_looking = async_track_time_interval(
            self._hass, self._look_in_background, LOOK, cancel_on_shutdown=True
        )

    @callback
    def stop(self) -> None:
        """Leave everything as it is kept."""
        if self._stop_looking:
            self._stop_looking()
            self._stop_looking = None

    @callback
    def keep(self, home_node: HomeNode, sample: Fresh) -> None:
        """Keep a late sample, once, and what it tells of states that were written without it."""
        now = dt_util.utcnow().timestamp()
        self.late.keep(home_node.mac, sample, now)
        for time, reading in self._repeats.proved_wrong(home_node.mac, sample):
            self.late.correct(home_node.mac, time, reading, now)

    @callback
    def note_repeat(self, home_node: HomeNode, key: ObjectKey, state: State) -> None:
        """Remember that an object's state was written again with no new sample behind it."""
        if state.state not in {STATE_UNAVAILABLE, STATE_UNKNOWN}:
            time = state.last_updated_timestamp
            self._repeats.note(home_node.mac, key, time, home_node.source(key))

    @callback
    def keeps_all(self) -> bool:
        """Tell whether states don't reach the user's InfluxDB now, so that all has to be kept."""
        return influx.loses_states(self._hass)

    async def look(self) -> None:
        """Bring on its way what can go now."""
        async with self._turn:
            now = dt_util.utcnow().timestamp()
            await self._guarded("influx", to_influx(self._hass, self.late))
            await self._guarded("statistics", self._statistics.go(self.late))
            self.late.forget(now)
            await self.save()
            self._show_issues(now)

    def figures(self) -> dict[str, Any]:
        """Return what a bug report needs."""
        return {
            "taken": self.late.taken,
            "kept": self.late.readings,
            "waiting_for_statistics": len(self.late.waiting(Wants.STATISTICS)),
            "waiting_for_influxdb": len(self.late.waiting(Wants.INFLUX)),
            "dropped": self.late.dropped,
            "refused": self.late.refused,
            "influxdb": influx.look(self._hass).name.lower(),
            "unfit": sorted(self.unfit),
        }

    async def _look_in_background(self, _now: datetime) -> None:
        """Look without holding up whoever waits for Home Assistant to settle."""
        if not self._turn.locked():
            self._hass.async_create_background_task(self.look(), "Domotik late samples")

    async def _guarded(self, place: str, way: Awaitable[None]) -> None:
        """Go a way that depends on the insides of Home Assistant, which may change."""
        try:
            await way
        except influx.InfluxDown as err:
            LOGGER.debug("InfluxDB can't be reached: %s", err)
        except _CHANGED:
            LOGGER.debug("Late samples find no way into the %s", place, exc_info=True)
            self.unfit.add(place)
        else:
            self.unfit.discard(place)

    def _show_issues(self, now: float) -> None:
        """Tell the user what only they can put right."""
        waiting = self.late.waiting(Wants.INFLUX)
        long = bool(waiting) and waiting[0].kept < now - LONG_SECONDS
        dropped = self.late.dropped - self._dropped_before
        issues.show(self._hass, "late_influxdb_waits", long, samples=str(len(waiting)))
        issues.show(self._hass, "late_dropped", dropped > 0, readings=str(dropped))
        for place in ("influx", "statistics"):
            issues.show(self._hass, f"late_{place}_unfit", place in self.unfit)

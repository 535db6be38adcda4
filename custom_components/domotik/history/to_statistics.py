"""The way of late samples into Home Assistant's long-term statistics."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util

from . import hours
from .late import LateSample, LateSamples, Wants
from .series import Compiled, Hold, series_of
from .shown import homeless


class ToStatistics:
    """Corrects compiled hours until nothing of them is to be corrected."""

    def __init__(self, hass: HomeAssistant, hold: Hold) -> None:
        """Start anew: what was asked of the recorder before is looked at again."""
        self._hass = hass
        self._hold = hold
        self._seen: tuple[float, int] | None = None

    async def go(self, late: LateSamples) -> None:
        """Take one step; a sample has arrived when its hours are seen to be right."""
        waiting = late.waiting(Wants.STATISTICS)
        if "recorder" not in self._hass.config.components:
            late.arrived(waiting, Wants.STATISTICS)
        elif waiting:
            await self._correct(late, waiting)

    async def _correct(self, late: LateSamples, waiting: list[LateSample]) -> None:
        """Import what differs, or else let samples arrive whose hours are over."""
        # Only here: it loads the recorder's database layer, which not every home has.
        from . import statistics  # noqa: PLC0415

        in_recorder = get_instance(self._hass).async_add_executor_job
        until = await in_recorder(statistics.compiled_until, self._hass)
        mark = (hours.hour_of(until), late.taken)
        if mark == self._seen:
            return
        since = statistics.oldest_known(self._hass, dt_util.utcnow().timestamp())
        compiled = Compiled(since, until)
        work = series_of(self._hass, late, waiting, compiled, self._hold)
        found = [await in_recorder(statistics.corrections, self._hass, each) for each in work]
        wrong = [correction for correction in found if correction]
        for correction in wrong:
            statistics.import_rows(self._hass, correction)
        if wrong:
            return
        there = [sample for sample in waiting if not homeless(self._hass, sample)]
        over = [each for each in there if compiled.past(each, self._hold(each.mac))]
        late.arrived(over, Wants.STATISTICS)
        if len(there) == len(waiting):
            self._seen = mark

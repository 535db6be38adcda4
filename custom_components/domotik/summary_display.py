"""One display while Home Assistant runs."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import (
    async_track_point_in_utc_time,
    async_track_state_change_event,
)
from homeassistant.helpers.start import async_at_started
from homeassistant.requirements import RequirementsNotFound, async_process_requirements
from homeassistant.util import dt as dt_util
from PIL import Image

from . import issues
from .const import DOMAIN, LOGGER
from .display.errors import PanelError, Reason
from .display.layout import Drawing, draw
from .display.pattern import draw_pattern
from .display.summary import Summary
from .display.waveshare import REQUIREMENTS
from .display.words import Words, words_of
from .display.worker import Outcome, Worker
from .display_memory import DisplayStore
from .display_rooms import Found, find
from .display_settings import Settings, Sink
from .display_trend import Ring, trend_of

if TYPE_CHECKING:
    from .hub import Hub

# Most refreshes end by then; Home Assistant waits 20 s when it stops, so the panel is let go.
GRACE: Final = 15.0
# Reasons that no further try will change.
AT_ONCE: Final = frozenset({Reason.NO_SPI, Reason.NO_LIBRARY})


class Display:
    """One panel: what it shows, and the worker that shows it."""

    def __init__(
        self, hass: HomeAssistant, hub: Hub, subentry: ConfigSubentry, store: DisplayStore
    ) -> None:
        """Prepare a display; it begins when Home Assistant has started."""
        self.id = subentry.subentry_id
        self.topic = ("display", self.id)
        self.name = subentry.title
        self.settings = Settings.read(subentry.data)
        self._hass, self._hub, self._store = hass, hub, store
        self._backend = self.settings.backend()
        self._ring = Ring()
        self._alarms: frozenset[str] = frozenset()
        self._unwatch: Callable[[], None] | None = None
        self._to_check = False
        self.worker = Worker(self, self.settings.pace, store.memory(self.id))
        self._cancel_start = async_at_started(hass, self._begin)

    @callback
    def apply(self, subentry: ConfigSubentry) -> None:
        """Take over another name or other settings."""
        self.name = subentry.title
        settings = Settings.read(subentry.data)
        if settings == self.settings:
            return
        self.settings = settings
        self._backend = settings.backend()
        self.worker.memory.digest = None
        self.worker.follow(settings.pace)

    async def ask(self) -> Outcome:
        """Refresh as soon as may be."""
        return await self.worker.ask()

    async def ask_for_pattern(self) -> Outcome:
        """Show the test pattern as soon as may be."""
        settings = self.settings
        pattern = await self._hass.async_add_executor_job(
            draw_pattern, settings.panel, settings.rotation, self._words
        )
        return await self.worker.ask(pattern)

    async def stop(self) -> None:
        """Leave the panel asleep."""
        self._cancel_start()
        if self._unwatch:
            self._unwatch()
            self._unwatch = None
        await self.worker.stop(GRACE, self._backend.let_go)

    def png(self) -> bytes | None:
        """Return what the panel shows, as a file."""
        if self.worker.image is None:
            return None
        buffer = BytesIO()
        self.worker.image.save(buffer, "PNG", optimize=True)
        return buffer.getvalue()

    def figures(self) -> dict[str, Any]:
        """Return what a bug report needs."""
        settings, fault = self.settings, self.worker.fault
        return {
            "sink": settings.sink,
            "model": settings.panel.key,
            "rotation": settings.rotation,
            "pace": asdict(settings.pace),
            "rooms": len(settings.rooms),
            "memory": asdict(self.worker.memory),
            "fault": fault and f"{fault.reason} {fault.detail}",
        }

    def now(self) -> datetime:
        """Return the time in UTC."""
        return dt_util.utcnow()

    def call_at(self, moment: datetime, call: Callable[[], None]) -> Callable[[], None]:
        """Call something at a moment; return what prevents it."""

        @callback
        def due(_: datetime) -> None:
            call()

        return async_track_point_in_utc_time(self._hass, due, moment)

    async def draw(self, clock: datetime | None) -> Drawing:
        """Draw what is to be seen, as drawn now or at another time."""
        try:
            summary = await self._summary()
            self._alarms = summary.alarms
            as_of = dt_util.as_local(clock) if clock else None
            red = self.settings.panel.red
            return await self._hass.async_add_executor_job(
                partial(draw, summary, self.settings.size, red=red, clock=as_of)
            )
        except Exception as err:
            raise self._unexpected(err) from err

    async def show(self, image: Image.Image) -> None:
        """Show a picture; PanelError if it can't be."""
        try:
            if self.settings.sink is Sink.WAVESHARE:
                await async_process_requirements(
                    self._hass, DOMAIN, list(REQUIREMENTS), is_built_in=False
                )
            await self._hass.async_add_executor_job(self._backend.show, image)
        except PanelError:
            raise
        except RequirementsNotFound as err:
            raise PanelError(Reason.NO_LIBRARY, ", ".join(err.requirements)) from err
        except Exception as err:
            raise self._unexpected(err) from err

    def changed(self) -> None:
        """Keep the memory, tell the user what is wrong, and let the entities look again."""
        self._store.save()
        self._show_trouble()
        self._hub.tell(self.topic)

    def _unexpected(self, err: Exception) -> PanelError:
        """Return a mistake of ours as a fault, told in the log once."""
        if self.worker.fault is None:
            LOGGER.error("Display %s could not be refreshed", self.name, exc_info=err)
        return PanelError(Reason.UNEXPECTED, repr(err))

    @property
    def _words(self) -> Words:
        """Return the panel's language."""
        return words_of(self._hass.config.language, self._hass.config.country)

    async def _begin(self, _: HomeAssistant) -> None:
        """Look for the first time, when all that is shown has had a chance to be there."""
        self.worker.look()

    async def _summary(self) -> Summary:
        """Return all that the panel is to show."""
        words = self._words
        found = find(self._hass, self._hub, self.settings, words)
        self._watch(found)
        trend = None
        if self.settings.show_trend and (subject := self._subject(found)):
            trend = await trend_of(self._hass, *subject, self._ring, self.settings)
        now = dt_util.as_local(self.now())
        turn = int(now.timestamp() // self.settings.pace.interval.total_seconds())
        return Summary(now, found.rooms, trend, found.air, found.notices, words, turn)

    def _subject(self, found: Found) -> tuple[str, str] | None:
        """Return name and entity of the trend."""
        if self.settings.trend is None:
            return found.leading
        state = self._hass.states.get(self.settings.trend)
        return (state.name, state.entity_id) if state else None

    @callback
    def _watch(self, found: Found) -> None:
        """Follow the entities that are shown now."""
        if self._unwatch:
            self._unwatch()
        subject = self._subject(found)
        leading = {subject[1]} if subject else set()
        for entity_id in leading:
            if state := self._hass.states.get(entity_id):
                self._ring.note(state)
        watched = found.watched | leading
        self._unwatch = async_track_state_change_event(self._hass, watched, self._seen)

    @callback
    def _seen(self, event: Event[EventStateChangedData]) -> None:
        """Remember the trend, and see whether anything is an alarm."""
        state = event.data["new_state"]
        if state and state.entity_id == self._ring.entity_id:
            self._ring.note(state)
        if not self._to_check:
            # A report writes many states at once.
            self._to_check = True
            self._hass.loop.call_soon(self._check_alarms)

    @callback
    def _check_alarms(self) -> None:
        """Refresh early if there is a further alarm."""
        self._to_check = False
        if self._unwatch is None:
            return
        found = find(self._hass, self._hub, self.settings, self._words)
        shown = Summary(self.now(), found.rooms, None, found.air, found.notices)
        if shown.alarms - self._alarms:
            self.worker.look()

    @callback
    def _show_trouble(self) -> None:
        """Tell the user what has to be put right, and the log once each way."""
        fault = self.worker.fault
        if fault is None:
            issues.clear(self._hass, "display", self.id)
            return
        if self.worker.given_up or fault.reason in AT_ONCE:
            placeholders = {"display": self.name, "detail": fault.detail or "-"}
            text = f"display_{fault.reason}"
            trouble = issues.Trouble("display", self.id, placeholders, text=text)
            issues.tell(self._hass, self._hub.entry, trouble)

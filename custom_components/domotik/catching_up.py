"""Telling of old samples once, when the newest of them is here."""

from collections.abc import Hashable
from datetime import datetime
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from .listeners import Listeners

PAUSE_SECONDS: Final = 0.5
LONGEST_SECONDS: Final = 5.0


class CatchingUp:
    """What a broker has kept comes in one go; only its end is how things are now."""

    def __init__(self, hass: HomeAssistant, listeners: Listeners) -> None:
        """Tell these listeners."""
        self._hass = hass
        self._listeners = listeners
        self._untold: set[Hashable] = set()
        self._began = 0.0
        self._cancel: CALLBACK_TYPE | None = None

    @callback
    def tell(self, topic: Hashable, *, soon: bool) -> None:
        """Tell now, or else when nothing more has come for a moment."""
        if not soon:
            self._untold.discard(topic)
            self._listeners.tell(topic)
            return
        now = self._hass.loop.time()
        if not self._untold:
            self._began = now
        self._untold.add(topic)
        self.stop()
        pause = min(PAUSE_SECONDS, max(0.0, self._began + LONGEST_SECONDS - now))
        self._cancel = async_call_later(self._hass, pause, self._tell_untold)

    @callback
    def stop(self) -> None:
        """Tell nobody any more."""
        if self._cancel:
            self._cancel()
            self._cancel = None

    @callback
    def _tell_untold(self, _now: datetime) -> None:
        """Tell what has been held back."""
        self._cancel = None
        untold, self._untold = self._untold, set()
        for topic in untold:
            self._listeners.tell(topic)

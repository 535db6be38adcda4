"""Where a node's readings go: into states, to events, into history."""

from collections.abc import Callable

from homeassistant.config_entries import ConfigEntry

from .const import CONF_LATE_HISTORY
from .history.late_history import LateHistory
from .listeners import Listeners
from .node import PROMPT_SECONDS, HomeNode, ObjectKey
from .protocol.fresh import Fresh


class Readings:
    """Parts what a broker's nodes have measured."""

    def __init__(self, entry: ConfigEntry, history: LateHistory, listeners: Listeners) -> None:
        """Hand on to a history, and to those who listen."""
        # Takes what history would not have at its own time: samples with those readings alone.
        self.keep_late: Callable[[HomeNode, Fresh], None] = history.keep
        self._entry = entry
        self._history = history
        self._listeners = listeners

    def take(self, home_node: HomeNode, samples: list[Fresh], now: float) -> None:
        """Show what is current, oldest sample first, and hand the rest on."""
        shown = [home_node.show(sample) for sample in reversed(samples)]
        for sample, taken in zip(samples, reversed(shown), strict=True):
            events = home_node.take_events(sample, now)
            self._fire(home_node, events)
            prompt = now - sample.time <= PROMPT_SECONDS and not self._history.keeps_all()
            told = {*events, *(taken if prompt else ())}
            if told.issuperset(reading.key for reading in sample.readings):
                continue
            late = sample.without(told)
            for each in (late, *home_node.take_owed(late)):
                self._keep_late(home_node, each)

    def _keep_late(self, home_node: HomeNode, sample: Fresh) -> None:
        """Hand on what is left of a sample, if the user wants it."""
        if sample.readings and self._entry.options.get(CONF_LATE_HISTORY, True):
            self.keep_late(home_node, sample)

    def _fire(self, home_node: HomeNode, events: list[ObjectKey]) -> None:
        """Tell of events, or remember them for the entity that will."""
        for key in events:
            if not self._listeners.tell((home_node.mac, key)):
                home_node.unheard_events.add(key)


def all_old(samples: list[Fresh], now: float) -> bool:
    """Tell whether newer samples than these are likely to follow at once."""
    return bool(samples) and all(now - sample.time > PROMPT_SECONDS for sample in samples)

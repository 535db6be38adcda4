"""Entities whose state is the newest value of one of a node's objects."""

from typing import override

from homeassistant.core import State, callback

from .entity import ObjectEntity
from .hub import Hub
from .node import HomeNode, ObjectKey


class ValueEntity(ObjectEntity):
    """An entity that lets history know when it writes its state with no new sample behind it."""

    def __init__(self, hub: Hub, home_node: HomeNode, key: ObjectKey) -> None:
        """Show an object of a node."""
        super().__init__(hub, home_node, key)
        # What was written last, and the sample that it was from.
        self._state: State | None = None
        self._source: tuple[int, int] | None = None

    @callback
    @override
    def _async_write_ha_state(self) -> None:
        """Write the state as it is now."""
        super()._async_write_ha_state()
        state = self.hass.states.get(self.entity_id)
        if state is self._state:
            # Either it was so before, or Home Assistant is not yet done with adding the entity.
            return
        source = self._home_node.sources.get(self._key)
        if state and source == self._source:
            self._hub.history.note_repeat(self._home_node, self._key, state)
        self._state, self._source = state, source

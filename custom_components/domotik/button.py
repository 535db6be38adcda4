"""Buttons."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .display_entities import DisplayPattern, DisplayRefresh, add_display_entities
from .entity import add_wishes
from .hub import DomotikConfigEntry
from .node_buttons import NODE_BUTTONS, NodeButton
from .soil_buttons import add_soil_buttons

PARALLEL_UPDATES = 1


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: DomotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the buttons of nodes and displays."""
    await add_wishes(entry, async_add_entities, NODE_BUTTONS, NodeButton)
    await add_soil_buttons(entry, async_add_entities)
    add_display_entities(entry, async_add_entities, DisplayRefresh, DisplayPattern)

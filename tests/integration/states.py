"""Reading states as a user sees them."""

from homeassistant.core import HomeAssistant

from tests.waiting import until


def state(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return an entity's state, None when there is no such entity."""
    found = hass.states.get(entity_id)
    return found.state if found else None


async def becomes(hass: HomeAssistant, entity_id: str, value: str) -> None:
    """Wait for an entity's state."""
    await until(lambda: state(hass, entity_id) == value)

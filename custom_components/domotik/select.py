"""Select: the broker's settings."""

from typing import Final, override

from homeassistant.components.select import SelectEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .entity import BrokerEntity
from .hub import DomotikConfigEntry, Hub
from .protocol.errors import DomotikError

# One request at a time is all that a broker takes.
PARALLEL_UPDATES = 1

CHANNELS: Final = [str(channel) for channel in range(1, 14)]


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: DomotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the settings of the broker."""
    async_add_entities([BrokerChannel(entry.runtime_data)])


class BrokerChannel(BrokerEntity, SelectEntity):
    """The radio channel of the broker; its nodes look for it there by themselves."""

    _attr_entity_category = EntityCategory.CONFIG
    _attr_options = CHANNELS
    _attr_translation_key = "radio_channel"

    def __init__(self, hub: Hub) -> None:
        """Set the channel of the hub's broker."""
        super().__init__(hub, "channel")

    @property
    @override
    def current_option(self) -> str | None:
        """Return the channel that the broker told."""
        hello = self._hub.session.broker.hello
        return str(hello.channel) if hello else None

    @override
    async def async_select_option(self, option: str) -> None:
        """Move the broker to another channel."""
        try:
            await self._hub.session.set_channel(int(option))
        except DomotikError as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="channel_not_set",
                translation_placeholders={
                    "broker": self._hub.entry.title,
                    "channel": option,
                },
            ) from err

"""The options of a broker's entry; they apply at once, without a reload."""

from typing import Any, Final

import voluptuous as vol
from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
)

from .const import CONF_AVAILABILITY_FACTOR, CONF_LATE_HISTORY
from .protocol.nodes import SILENT_HEARTBEATS

# Below this a single lost report makes a node unavailable.
FACTOR_MIN: Final = 1.5
FACTOR_MAX: Final = 48

# Any, because Home Assistant answers this import with an engine of another name.
SCHEMA: Final[Any] = vol.Schema(
    {
        vol.Required(CONF_AVAILABILITY_FACTOR, default=SILENT_HEARTBEATS): NumberSelector(
            NumberSelectorConfig(
                min=FACTOR_MIN, max=FACTOR_MAX, step=0.5, mode=NumberSelectorMode.BOX
            )
        ),
        vol.Required(CONF_LATE_HISTORY, default=True): BooleanSelector(),
    }
)


class DomotikOptionsFlow(OptionsFlow):
    """Asks for all options on one page."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the options as they are, and keep what is sent."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(SCHEMA, self.config_entry.options),
        )

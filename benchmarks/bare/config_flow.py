"""How many devices and entities there are to be."""

from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult


class BareFlow(ConfigFlow, domain="bare"):
    """Takes what it is given."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Make the entry."""
        return self.async_create_entry(title="Bare", data=user_input or {})

"""Adding a node, and renaming it."""

import re
from typing import Any, Final

import voluptuous as vol
from homeassistant.config_entries import ConfigEntryState, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_MAC, CONF_NAME
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from .const import DOMAIN, LOGGER, SUBENTRY_NODE
from .protocol.errors import DomotikError
from .protocol.messages import HeardNode

MAC_PATTERN: Final = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
GROUP_BIT: Final = 0x01


class NodeFlow(ConfigSubentryFlow):
    """Asks which node to add and how to call it."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a node that was heard, or one whose MAC the user knows."""
        if self._get_entry().state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        errors: dict[str, str] = {}
        if user_input is not None:
            mac = format_mac(user_input[CONF_MAC].strip())
            name = user_input.get(CONF_NAME, "").strip()
            if error := self._mac_error(mac):
                errors[CONF_MAC] = error
            else:
                return self.async_create_entry(
                    title=name or _default_name(mac), data={CONF_MAC: mac}, unique_id=mac
                )
        schema = _user_schema(await self._unclaimed())
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Rename a node."""
        subentry = self._get_reconfigure_subentry()
        if user_input is not None:
            name = user_input[CONF_NAME].strip() or subentry.title
            return self.async_update_and_abort(self._get_entry(), subentry, title=name)
        schema: Any = vol.Schema({vol.Required(CONF_NAME, default=subentry.title): TextSelector()})
        return self.async_show_form(step_id="reconfigure", data_schema=schema)

    def _mac_error(self, mac: str) -> str | None:
        """Return why a node can't be added, or None."""
        if not MAC_PATTERN.fullmatch(mac):
            return "invalid_mac"
        # A group address, such as the broadcast one, belongs to no board.
        if int(mac[:2], 16) & GROUP_BIT:
            return "invalid_mac"
        entries = self.hass.config_entries.async_entries(DOMAIN)
        if any(entry.unique_id == mac for entry in entries):
            return "is_broker"
        added = {
            subentry.unique_id
            for entry in entries
            for subentry in entry.get_subentries_of_type(SUBENTRY_NODE)
        }
        return "already_added" if mac in added else None

    async def _unclaimed(self) -> list[HeardNode]:
        """Return the nodes that the broker hears and nobody has added, loudest first."""
        try:
            heard = await self._get_entry().runtime_data.session.heard()
        except DomotikError as err:
            LOGGER.debug("No list of heard nodes: %r", err)
            return []
        free = [node for node in heard if not node.claimed and self._mac_error(node.mac) is None]
        return sorted(free, key=lambda node: node.rssi, reverse=True)


def _user_schema(heard: list[HeardNode]) -> Any:
    """Return the form: a list of nodes, which takes a typed MAC too, and a name."""
    options = [SelectOptionDict(value=node.mac, label=_label(node)) for node in heard]
    choice = SelectSelector(
        SelectSelectorConfig(
            options=options, custom_value=True, mode=SelectSelectorMode.DROPDOWN, sort=False
        )
    )
    return vol.Schema({vol.Required(CONF_MAC): choice, vol.Optional(CONF_NAME): TextSelector()})


def _label(node: HeardNode) -> str:
    """Return what tells a heard node from others."""
    return f"{node.mac.upper()} · {node.rssi} dBm · {node.age} s"


def _default_name(mac: str) -> str:
    """Return the name of a node that was given none."""
    return f"Node {mac.replace(':', '')[-6:].upper()}"

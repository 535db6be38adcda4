"""What all steps of a node's flow share."""

import re
from collections.abc import Callable
from typing import Any, Final

import voluptuous as vol
from homeassistant.config_entries import ConfigEntryState, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_MAC, Platform
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import format_mac

from .const import CONF_KEY, DOMAIN, LOGGER
from .node import ObjectKey, entity_key
from .node_forms import Answers
from .protocol.errors import DomotikError
from .protocol.messages import HeardNode
from .unclaimed import broker_macs, node_macs

MAC_PATTERN: Final = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
GROUP_BIT: Final = 0x01
EMPTY_FORM: Final[Any] = vol.Schema({})


class NodeSteps(ConfigSubentryFlow):
    """The flow's result while it grows, the page that shows a new key, and the end."""

    # What the subentry will be called and hold, while its new key is shown.
    _title: str
    _data: dict[str, Any]

    async def async_step_key(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Go on when the new key has been noted."""
        return self._show_key() if user_input is None else self._finish()

    def _show_key(self) -> SubentryFlowResult:
        """Show a new key, and what has to be written onto the node."""
        key = self._data[CONF_KEY]
        return self.async_show_form(
            step_id="key",
            data_schema=EMPTY_FORM,
            description_placeholders={"key": key, "setting": f'"key": "{key}",'},
            last_step=True,
        )

    def _finish(self) -> SubentryFlowResult:
        """Add the node, or change the one that is there."""
        raise NotImplementedError

    def _change(self) -> SubentryFlowResult:
        """End the flow with the subentry as it has been collected."""
        return self.async_update_and_abort(
            self._get_entry(),
            self._get_reconfigure_subentry(),
            title=self._title,
            data=self._data,
            unique_id=self._data[CONF_MAC],
        )

    def _errors(self, answers: Answers) -> dict[str, str]:
        """Return why a board can't be a node, by the field that is to blame."""
        mac_error = self._mac_error(format_mac(answers.mac.strip()))
        errors = {CONF_MAC: mac_error, CONF_KEY: answers.error}
        return {field: error for field, error in errors.items() if error}

    def _mac_error(self, mac: str) -> str | None:
        """Return why a board can't be a node, or None."""
        if not MAC_PATTERN.fullmatch(mac):
            return "invalid_mac"
        # A group address, such as the broadcast one, belongs to no board.
        if int(mac[:2], 16) & GROUP_BIT:
            return "invalid_mac"
        if mac in broker_macs(self.hass):
            return "is_broker"
        return "already_added" if mac in node_macs(self.hass) else None

    def _sensors(self, fits: Callable[[ObjectKey], bool]) -> dict[ObjectKey, er.RegistryEntry]:
        """Return the entities of what the node has reported and a setting makes sense for."""
        entry, mac = self._get_entry(), self._data[CONF_MAC]
        if entry.state is not ConfigEntryState.LOADED or mac not in entry.runtime_data.nodes:
            return {}
        registry = er.async_get(self.hass)
        found = {
            key: registry.async_get_entity_id(Platform.SENSOR, DOMAIN, f"{mac}-{entity_key(key)}")
            for key in sorted(entry.runtime_data.nodes[mac].node.objects)
            if fits(key)
        }
        return {key: registry.entities[entity_id] for key, entity_id in found.items() if entity_id}

    async def _unclaimed(self) -> list[HeardNode]:
        """Return the nodes that the broker hears and nobody has added, loudest first."""
        if self._get_entry().state is not ConfigEntryState.LOADED:
            return []
        try:
            heard = await self._get_entry().runtime_data.session.heard()
        except DomotikError as err:
            LOGGER.debug("No list of heard nodes: %r", err)
            return []
        free = [node for node in heard if not node.claimed and self._mac_error(node.mac) is None]
        return sorted(free, key=lambda node: node.rssi, reverse=True)

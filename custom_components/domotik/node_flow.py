"""Adding a node, renaming it, and giving it another key."""

import re
from typing import Any, Final

import voluptuous as vol
from homeassistant.config_entries import ConfigEntryState, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_MAC
from homeassistant.helpers.device_registry import format_mac

from .const import CONF_KEY, CONF_MAKE_KEY, DOMAIN, LOGGER, SUBENTRY_NODE
from .node_forms import Answers, reconfigure_schema, user_schema
from .protocol.errors import DomotikError
from .protocol.messages import HeardNode

MAC_PATTERN: Final = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
GROUP_BIT: Final = 0x01


class NodeFlow(ConfigSubentryFlow):
    """Asks which node to add, how to call it, and for its key."""

    # The subentry that will be, while its new key is shown.
    _title: str
    _data: dict[str, str]

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a node that was heard, or one whose MAC or pairing text the user knows."""
        if self._get_entry().state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        errors: dict[str, str] = {}
        if user_input is not None:
            answers = Answers.read(user_input)
            errors = self._errors(answers)
            if not errors:
                mac = format_mac(answers.mac.strip())
                self._title = answers.name or _default_name(mac)
                self._data = {CONF_MAC: mac} | ({CONF_KEY: answers.key} if answers.key else {})
                return self._show_key() if answers.made else self._finish()
        schema = user_schema(await self._unclaimed())
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Rename a node; give it another key if one is typed or wanted."""
        subentry = self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None:
            answers = Answers.read(user_input)
            if answers.error and (user_input.get(CONF_KEY) or user_input.get(CONF_MAKE_KEY)):
                errors[CONF_KEY] = answers.error
            else:
                self._title = answers.name or subentry.title
                self._data = {CONF_KEY: answers.key} if answers.key else {}
                return self._show_key() if answers.made else self._finish()
        schema = reconfigure_schema(subentry.title)
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
        )

    async def async_step_key(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Go on when the new key has been noted."""
        return self._show_key() if user_input is None else self._finish()

    def _show_key(self) -> SubentryFlowResult:
        """Show a new key, and what has to be written onto the node."""
        key = self._data[CONF_KEY]
        schema: Any = vol.Schema({})
        return self.async_show_form(
            step_id="key",
            data_schema=schema,
            description_placeholders={"key": key, "setting": f'"key": "{key}",'},
            last_step=True,
        )

    def _finish(self) -> SubentryFlowResult:
        """Add the node, or change the one that is there."""
        if CONF_MAC in self._data:
            return self.async_create_entry(
                title=self._title, data=self._data, unique_id=self._data[CONF_MAC]
            )
        return self.async_update_and_abort(
            self._get_entry(),
            self._get_reconfigure_subentry(),
            title=self._title,
            data_updates=self._data,
        )

    def _errors(self, answers: Answers) -> dict[str, str]:
        """Return why a node can't be added, by the field that is to blame."""
        mac_error = self._mac_error(format_mac(answers.mac.strip()))
        errors = {CONF_MAC: mac_error, CONF_KEY: answers.error}
        return {field: error for field, error in errors.items() if error}

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


def _default_name(mac: str) -> str:
    """Return the name of a node that was given none."""
    return f"Node {mac.replace(':', '')[-6:].upper()}"

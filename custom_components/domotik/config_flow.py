"""Adding a broker, and moving it to another port."""

import os
from typing import Any, Final, override

import voluptuous as vol
from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
)
from homeassistant.const import CONF_DEVICE
from homeassistant.core import callback
from homeassistant.helpers.selector import SerialPortSelector

from .const import DOMAIN, LOGGER, SUBENTRY_NODE
from .faults import fault_key
from .node_flow import NodeFlow
from .protocol.errors import DomotikError
from .protocol.greeting import probe
from .protocol.messages import Hello

# Any, because Home Assistant answers this import with an engine of another name.
SCHEMA: Final[Any] = vol.Schema({vol.Required(CONF_DEVICE): SerialPortSelector()})


class DomotikConfigFlow(ConfigFlow, domain=DOMAIN):
    """Asks for a port and proves that a broker is there."""

    def __init__(self) -> None:
        """Start without an error to show."""
        self._errors: dict[str, str] = {}

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to a broker."""
        return {SUBENTRY_NODE: NodeFlow}

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Add the broker on a port."""
        if user_input is not None:
            port = user_input[CONF_DEVICE]
            if await self._entry_on(port):
                return self.async_abort(reason="already_configured")
            if hello := await self._probe(port):
                if known := await self.async_set_unique_id(hello.mac):
                    self._move(known, port)
                    return self.async_abort(reason="already_configured")
                return self.async_create_entry(title=_title(hello), data={CONF_DEVICE: port})
        return self._form("user", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Find the same broker on another port."""
        entry = self._get_reconfigure_entry()
        if user_input is not None:
            port = user_input[CONF_DEVICE]
            holder = await self._entry_on(port)
            if holder and holder is not entry:
                return self.async_abort(reason="already_configured")
            if holder and entry.state is ConfigEntryState.LOADED:
                # The session holds this very port and knows who is there.
                return self._moved(entry, port)
            if hello := await self._probe(port):
                await self.async_set_unique_id(hello.mac)
                self._abort_if_unique_id_mismatch(reason="wrong_broker")
                return self._moved(entry, port)
        return self._form("reconfigure", user_input or dict(entry.data))

    def _moved(self, entry: ConfigEntry, port: str) -> ConfigFlowResult:
        """End the flow with the entry on another port."""
        self._move(entry, port)
        return self.async_update_and_abort(entry)

    def _move(self, entry: ConfigEntry, port: str) -> None:
        """Store another port; the update listener of a loaded entry moves its session."""
        self.hass.config_entries.async_update_entry(entry, data={CONF_DEVICE: port})
        if entry.state is not ConfigEntryState.LOADED:
            self.hass.config_entries.async_schedule_reload(entry.entry_id)

    def _form(self, step_id: str, values: dict[str, Any] | None) -> ConfigFlowResult:
        """Ask for the port."""
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(SCHEMA, values),
            errors=self._errors,
        )

    async def _probe(self, port: str) -> Hello | None:
        """Return who is on a port, or note why that can't be told."""
        self._errors = {}
        try:
            return await probe(port)
        except DomotikError as err:
            LOGGER.debug("Nothing to use on the port: %r", err)
            self._errors = {CONF_DEVICE: fault_key(err)}
        except Exception:
            LOGGER.exception("Unexpected error while looking for a broker")
            self._errors = {"base": "unknown"}
        return None

    async def _entry_on(self, port: str) -> ConfigEntry | None:
        """Return the entry that uses a port, under whatever name."""
        entries = self._async_current_entries(include_ignore=False)
        ports = [entry.data[CONF_DEVICE] for entry in entries]
        same = await self.hass.async_add_executor_job(_same_ports, port, ports)
        return next((entry for entry, hit in zip(entries, same, strict=True) if hit), None)


def _same_ports(port: str, others: list[str]) -> list[bool]:
    """Tell for each of some ports whether it is the same device."""
    if "://" in port:
        return [port == other for other in others]
    device = os.path.realpath(port)
    return ["://" not in other and os.path.realpath(other) == device for other in others]


def _title(hello: Hello) -> str:
    """Return a name that tells brokers apart."""
    return f"Domotik broker ({hello.mac.replace(':', '')[-6:].upper()})"

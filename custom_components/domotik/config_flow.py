"""Adding a broker, moving it to another port, and putting another one in its place."""

import os
from typing import Any, Final, override

import voluptuous as vol
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    OptionsFlow,
)
from homeassistant.const import CONF_DEVICE
from homeassistant.core import callback
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.selector import SerialPortSelector

from .const import DOMAIN, LOGGER, SUBENTRY_DISPLAY, SUBENTRY_NODE
from .display_flow import DisplayFlow
from .faults import fault_key
from .node_flow import NodeFlow
from .options_flow import DomotikOptionsFlow
from .protocol.errors import DomotikError
from .protocol.greeting import probe
from .protocol.messages import Hello
from .replacing import replace_broker

# Any, because Home Assistant answers this import with an engine of another name.
SCHEMA: Final[Any] = vol.Schema({vol.Required(CONF_DEVICE): SerialPortSelector()})
# What can be added to a broker, each with its own flow.
SUBENTRIES: Final[dict[str, type[ConfigSubentryFlow]]] = {
    SUBENTRY_NODE: NodeFlow,
    SUBENTRY_DISPLAY: DisplayFlow,
}


class DomotikConfigFlow(ConfigFlow, domain=DOMAIN):
    """Asks for a port and proves that a broker is there."""

    # The broker that may take the place of another, and its port.
    _other: Hello
    _port: str

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
        return SUBENTRIES

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the flow of the options."""
        return DomotikOptionsFlow()

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
                return self.async_create_entry(title=_title(hello.mac), data={CONF_DEVICE: port})
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
                if hello.mac == entry.unique_id:
                    return self._moved(entry, port)
                if await self.async_set_unique_id(hello.mac):
                    return self.async_abort(reason="already_configured")
                self._other, self._port = hello, port
                return await self.async_step_replace()
        return self._form("reconfigure", user_input or dict(entry.data))

    async def async_step_replace(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether the other broker that answered takes this one's place."""
        entry = self._get_reconfigure_entry()
        if user_input is None:
            return self.async_show_form(
                step_id="replace",
                description_placeholders={"broker": entry.title, "mac": self._other.mac.upper()},
            )
        # Whoever named a broker keeps the name.
        named = entry.title != _title(str(entry.unique_id))
        title = entry.title if named else _title(self._other.mac)
        await replace_broker(self.hass, entry, self._other.mac, self._port, title)
        return self.async_abort(reason="broker_replaced")

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Lead on to adding a node."""
        form = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_NODE), context={"source": SOURCE_USER}
        )
        if form["type"] is FlowResultType.FORM:
            result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, form["flow_id"])
        return result

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


def _title(mac: str) -> str:
    """Return a name that tells brokers apart."""
    return f"Domotik broker ({mac.replace(':', '')[-6:].upper()})"

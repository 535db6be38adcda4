"""Adding a node, and all that can be changed of it."""

from typing import Any, Final, override

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    SubentryFlowResult,
)
from homeassistant.const import CONF_MAC
from homeassistant.helpers.device_registry import format_mac

from .band_steps import BandSteps
from .calibrate_steps import CalibrateSteps
from .const import CONF_KEY, CONF_MAKE_KEY, CONF_OFFSETS, CONF_UNENCRYPTED
from .node_forms import Answers, change_schema, replace_schema, user_schema

# Each is a step of the same name, in the order of the menu.
CHANGES: Final = ["change", "calibrate", "dead_bands", "replace"]


class NodeFlow(CalibrateSteps, BandSteps):
    """Asks which node to add, how to call it, and for its key; later, what to change."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a node that was heard, or one whose MAC or pairing text the user knows."""
        if self._get_entry().state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        errors: dict[str, str] = {}
        # A form that was sent holds every choice; what a repair begins with is a suggestion.
        if user_input is not None and CONF_UNENCRYPTED in user_input:
            answers = Answers.read(user_input)
            errors = self._errors(answers)
            if not errors:
                mac = format_mac(answers.mac.strip())
                self._title = answers.name or _default_name(mac)
                self._data = {CONF_MAC: mac} | _key_of(answers)
                return self._show_key() if answers.made else self._finish()
        schema = user_schema(await self._unclaimed())
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(schema, user_input or self.init_data),
            errors=errors,
        )

    async def async_step_reconfigure(
        self, _user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what to change."""
        subentry = self._get_reconfigure_subentry()
        self._title, self._data = subentry.title, dict(subentry.data)
        return self.async_show_menu(step_id="reconfigure", menu_options=CHANGES)

    async def async_step_change(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Rename a node; give it another key if one is typed or wanted."""
        errors: dict[str, str] = {}
        if user_input is not None:
            answers = Answers.read(user_input)
            if answers.error and (user_input.get(CONF_KEY) or user_input.get(CONF_MAKE_KEY)):
                errors[CONF_KEY] = answers.error
            else:
                self._title = answers.name or self._title
                self._data |= _key_of(answers)
                return self._show_key() if answers.made else self._finish()
        return self.async_show_form(
            step_id="change",
            data_schema=self.add_suggested_values_to_schema(
                change_schema(self._title), user_input
            ),
            errors=errors,
        )

    async def async_step_replace(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Let another board be this node; its sensors need other offsets, if any."""
        errors: dict[str, str] = {}
        if user_input is not None:
            answers = Answers.read(user_input)
            errors = self._errors(answers)
            if not errors:
                dropped = {CONF_KEY, CONF_OFFSETS}
                kept = {name: each for name, each in self._data.items() if name not in dropped}
                mac = format_mac(answers.mac.strip())
                self._data = kept | {CONF_MAC: mac} | _key_of(answers)
                return self._show_key() if answers.made else self._finish()
        schema = replace_schema(await self._unclaimed())
        return self.async_show_form(
            step_id="replace",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            description_placeholders={"name": self._title, "mac": self._data[CONF_MAC].upper()},
            errors=errors,
        )

    @override
    def _finish(self) -> SubentryFlowResult:
        """Add the node, or change the one that is there."""
        if self.source == SOURCE_RECONFIGURE:
            return self._change()
        return self.async_create_entry(
            title=self._title, data=self._data, unique_id=self._data[CONF_MAC]
        )


def _key_of(answers: Answers) -> dict[str, str]:
    """Return what a subentry keeps of a key."""
    return {CONF_KEY: answers.key} if answers.key else {}


def _default_name(mac: str) -> str:
    """Return the name of a node that was given none."""
    return f"Node {mac.replace(':', '')[-6:].upper()}"

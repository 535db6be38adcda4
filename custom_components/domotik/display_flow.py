"""Adding a display and changing it."""

from pathlib import Path
from typing import Any

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_MODEL, CONF_NAME

from .display.panels import PANELS
from .display_forms import content_schema, file_schema, panel_schema
from .display_settings import (
    CONF_BACKEND,
    CONF_INTERVAL,
    CONF_PATH,
    CONF_QUIET_END,
    CONF_QUIET_START,
    Sink,
)


class DisplayFlow(ConfigSubentryFlow):
    """Asks for the panel, then for what is on it."""

    def __init__(self) -> None:
        """Start without an answer."""
        self._answers: dict[str, Any] = {}

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a display."""
        if self._get_entry().state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        return await self._ask_for_panel("user", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a display."""
        return await self._ask_for_panel("reconfigure", user_input)

    async def async_step_file(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which file takes the pictures."""
        errors: dict[str, str] = {}
        if user_input is not None:
            path = user_input[CONF_PATH].strip()
            if error := await self.hass.async_add_executor_job(self._path_error, path):
                errors[CONF_PATH] = error
            else:
                self._answers[CONF_PATH] = path
                return await self.async_step_content()
        usual = {CONF_PATH: self.hass.config.path("www", "domotik.png")}
        values = usual | self._stored() | (user_input or {})
        return self._form("file", file_schema(), values, errors)

    async def async_step_content(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what is shown, and when."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if (CONF_QUIET_START in user_input) == (CONF_QUIET_END in user_input):
                whole = {CONF_INTERVAL: int(user_input.pop(CONF_INTERVAL))}
                return self._finish(self._answers | user_input | whole)
            errors["base"] = "half_quiet"
        stored = user_input or self._stored()
        return self._form("content", content_schema(self.hass), stored, errors)

    async def _ask_for_panel(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        """Ask what the pictures are shown on."""
        errors: dict[str, str] = {}
        if user_input is not None:
            sink, panel = Sink(user_input[CONF_BACKEND]), PANELS[user_input[CONF_MODEL]]
            if sink is Sink.WAVESHARE and panel.driver is None:
                errors[CONF_MODEL] = "no_driver"
            elif not user_input[CONF_NAME].strip():
                errors[CONF_NAME] = "no_name"
            else:
                self._answers = dict(user_input)
                file = sink is Sink.FILE
                return await (self.async_step_file() if file else self.async_step_content())
        return self._form(step_id, panel_schema(), user_input or self._stored(), errors)

    def _form(
        self, step_id: str, schema: Any, values: dict[str, Any], errors: dict[str, str]
    ) -> SubentryFlowResult:
        """Show a form with what is known."""
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=errors,
        )

    def _stored(self) -> dict[str, Any]:
        """Return what a display that is changed has now."""
        if self.source == SOURCE_USER:
            return {}
        subentry = self._get_reconfigure_subentry()
        return {CONF_NAME: subentry.title, **subentry.data}

    def _path_error(self, path: str) -> str | None:
        """Return why a file can't take the pictures, or None."""
        if not path.lower().endswith(".png"):
            return "not_png"
        if not self.hass.config.is_allowed_path(path):
            return "not_allowed"
        return None if Path(path).parent.is_dir() else "no_folder"

    def _finish(self, answers: dict[str, Any]) -> SubentryFlowResult:
        """Add the display, or change the one that is there."""
        title = answers.pop(CONF_NAME).strip()
        if self.source == SOURCE_USER:
            return self.async_create_entry(title=title, data=answers)
        subentry = self._get_reconfigure_subentry()
        return self.async_update_and_abort(self._get_entry(), subentry, title=title, data=answers)

"""Adding a display and changing it."""

from pathlib import Path
from typing import Any

import pytest
from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import SUBENTRY_DISPLAY
from custom_components.domotik.display.panels import PANELS
from custom_components.domotik.display_settings import Settings

PANEL = {"name": " Hall ", "backend": "none", "model": "2in9b_v4", "rotation": "180"}
CONTENT: dict[str, Any] = {
    "rooms": [],
    "large": "temperature",
    "show_trend": True,
    "interval": 30,
    "limits": {"humidity_high": 60},
}


async def opened(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Return the form that adds a display."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_DISPLAY), context={"source": SOURCE_USER}
    )


async def answered(
    hass: HomeAssistant, form: SubentryFlowResult, answers: dict[str, Any]
) -> SubentryFlowResult:
    """Return what comes of some answers."""
    result = await hass.config_entries.subentries.async_configure(form["flow_id"], answers)
    await hass.async_block_till_done()
    return result


async def added(hass: HomeAssistant, entry: MockConfigEntry, **content: Any) -> SubentryFlowResult:
    """Add a display."""
    form = await answered(hass, await opened(hass, entry), PANEL)
    return await answered(hass, form, CONTENT | content)


async def test_display_is_added(hass: HomeAssistant, running: MockConfigEntry) -> None:
    result = await added(hass, running)
    assert (result["type"], result["title"]) == (FlowResultType.CREATE_ENTRY, "Hall")
    settings = Settings.read(result["data"])
    assert (settings.panel.key, settings.rotation) == ("2in9b_v4", 180)
    assert settings.pace.interval.total_seconds() == 1800
    assert settings.limits == {"humidity_high": 60}


async def test_added_display_runs_without_a_reload(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    hub = running.runtime_data
    await added(hass, running)
    assert running.runtime_data is hub
    assert [display.name for display in hub.displays] == ["Hall"]


async def test_display_can_not_be_added_without_a_broker(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert (await opened(hass, entry))["reason"] == "not_loaded"


async def test_areas_and_nodes_are_offered(
    hass: HomeAssistant, running: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    hall = ar.async_get(hass).async_create("Hall").id
    form = await answered(hass, await opened(hass, running), PANEL)
    assert form["data_schema"] is not None
    options = form["data_schema"].schema["rooms"].config["options"]
    devices = dr.async_entries_for_config_entry(device_registry, running.entry_id)
    attic = next(device.id for device in devices if device.name == "Attic")
    assert options == [
        {"value": f"area:{hall}", "label": "Hall"},
        {"value": f"device:{attic}", "label": "Attic (node)"},
    ]


async def test_quiet_hours_are_kept(hass: HomeAssistant, running: MockConfigEntry) -> None:
    result = await added(hass, running, quiet_start="22:00:00", quiet_end="07:00:00")
    quiet = Settings.read(result["data"]).pace.quiet
    assert quiet is not None
    assert (quiet.start.hour, quiet.end.hour) == (22, 7)


async def test_half_of_the_quiet_hours_is_an_error(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    result = await added(hass, running, quiet_start="22:00:00")
    assert result["errors"] == {"base": "half_quiet"}


async def test_size_is_no_waveshare_panel(hass: HomeAssistant, running: MockConfigEntry) -> None:
    answers = PANEL | {"backend": "waveshare", "model": "800x480_bw"}
    result = await answered(hass, await opened(hass, running), answers)
    assert result["errors"] == {"model": "no_driver"}


async def test_display_needs_a_name(hass: HomeAssistant, running: MockConfigEntry) -> None:
    result = await answered(hass, await opened(hass, running), PANEL | {"name": "  "})
    assert result["errors"] == {"name": "no_name"}


@pytest.mark.parametrize("key", PANELS)
async def test_every_panel_can_be_chosen(
    hass: HomeAssistant, running: MockConfigEntry, key: str
) -> None:
    result = await answered(hass, await opened(hass, running), PANEL | {"model": key})
    assert result["step_id"] == "content"


async def file_form(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Return the form that asks for a file."""
    return await answered(hass, await opened(hass, entry), PANEL | {"backend": "file"})


async def test_file_is_kept(hass: HomeAssistant, running: MockConfigEntry, tmp_path: Path) -> None:
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    path = str(tmp_path / "domotik.png")
    form = await answered(hass, await file_form(hass, running), {"path": f" {path} "})
    assert (await answered(hass, form, CONTENT))["data"]["path"] == path


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/etc/passwd.png", "not_allowed"),
        ("{}/picture.jpg", "not_png"),
        ("{}/gone/picture.png", "no_folder"),
        ("{}/../picture.png", "not_allowed"),
    ],
)
async def test_file_that_can_not_be_is_told(
    hass: HomeAssistant, running: MockConfigEntry, tmp_path: Path, path: str, error: str
) -> None:
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    form = await file_form(hass, running)
    result = await answered(hass, form, {"path": path.format(tmp_path)})
    assert result["errors"] == {"path": error}


async def reconfigured(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Return the form that changes the display."""
    (subentry,) = entry.get_subentries_of_type(SUBENTRY_DISPLAY)
    form: Any = await entry.start_subentry_reconfigure_flow(hass, subentry.subentry_id)
    return form  # type: ignore[no-any-return]


async def test_display_is_changed_without_a_reload(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    await added(hass, running, quiet_start="22:00:00", quiet_end="07:00:00")
    hub = running.runtime_data
    form = await answered(hass, await reconfigured(hass, running), PANEL | {"name": "Door"})
    result = await answered(hass, form, CONTENT)
    assert (result["reason"], running.runtime_data) == ("reconfigure_successful", hub)
    (display,) = hub.displays
    assert (display.name, display.settings.pace.quiet) == ("Door", None)


async def test_form_of_a_change_begins_with_what_is(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    await added(hass, running)
    form = await reconfigured(hass, running)
    assert form["data_schema"] is not None
    suggested = {
        str(key): key.description["suggested_value"]
        for key in form["data_schema"].schema
        if key.description
    }
    assert suggested == PANEL | {"name": "Hall"}

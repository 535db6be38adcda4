"""The action that refreshes a display, and what it answers."""

from typing import TYPE_CHECKING, Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.service import async_register_platform_entity_service

from .const import DOMAIN
from .display.worker import Outcome, Result

if TYPE_CHECKING:
    from .summary_display import Display

REFRESH_DISPLAY: Final = "refresh_display"


@callback
def async_setup_refresh_display(hass: HomeAssistant) -> None:
    """Register the action."""
    async_register_platform_entity_service(
        hass,
        DOMAIN,
        REFRESH_DISPLAY,
        entity_domain=Platform.IMAGE,
        func="async_refresh_display",
        schema=None,
        supports_response=SupportsResponse.OPTIONAL,
    )


def answer(outcome: Outcome) -> ServiceResponse:
    """Return what came of a wish: shown, skipped since then, or queued until then."""
    return {
        "result": str(outcome.result),
        "time": outcome.time.isoformat() if outcome.time else None,
    }


def raise_failure(display: Display, outcome: Outcome) -> None:
    """Raise what kept a display from being refreshed, if anything did."""
    if outcome.result is Result.FAILED:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=f"display_{outcome.reason}",
            translation_placeholders={"display": display.name, "detail": outcome.detail or "-"},
        )

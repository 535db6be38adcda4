"""What only the user can put right."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .protocol import wire
from .protocol.errors import DomotikError, VersionMismatch


@callback
def show_version(hass: HomeAssistant, entry: ConfigEntry, fault: DomotikError | None) -> None:
    """Tell the user about a broker whose protocol can't be spoken, for as long as it is so."""
    if not isinstance(fault, VersionMismatch):
        ir.async_delete_issue(hass, DOMAIN, _issue_id(entry))
        return
    older = fault.theirs < wire.PROTOCOL_VERSION
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry),
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key="broker_too_old" if older else "broker_too_new",
        translation_placeholders={
            "broker": entry.title,
            "theirs": str(fault.theirs),
            "ours": str(wire.PROTOCOL_VERSION),
        },
    )


def _issue_id(entry: ConfigEntry) -> str:
    """Return the issue's id: one for each entry."""
    return f"version_{entry.entry_id}"

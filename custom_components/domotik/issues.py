"""What only the user can put right, told by Home Assistant's repairs."""

from dataclasses import dataclass, field
from typing import Final

from awesomeversion import AwesomeVersion, AwesomeVersionException
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .protocol import wire
from .protocol.errors import DomotikError, VersionMismatch

# The first release of the broker's firmware that answers all that this integration asks.
BROKER_FIRMWARE_MIN: Final = AwesomeVersion("0.1.0")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something to put right; `about` is the id of an entry or the MAC of a node."""

    name: str
    about: str
    placeholders: dict[str, str] = field(default_factory=dict)
    # Another text than the one that bears the name.
    text: str | None = None
    # Whether repairs.py has a flow of the trouble's name.
    fixable: bool = False
    severity: ir.IssueSeverity = ir.IssueSeverity.WARNING


@callback
def tell(hass: HomeAssistant, entry: ConfigEntry, trouble: Trouble) -> None:
    """Ask the user to put something right; telling it again changes nothing."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(trouble.name, trouble.about),
        data={"entry_id": entry.entry_id, "trouble": trouble.name, "about": trouble.about},
        is_fixable=trouble.fixable,
        severity=trouble.severity,
        translation_key=trouble.text or trouble.name,
        translation_placeholders=trouble.placeholders,
    )


@callback
def clear(hass: HomeAssistant, name: str, about: str) -> None:
    """Take back what was told, if it was."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(name, about))


@callback
def clear_all(hass: HomeAssistant, about: str) -> None:
    """Take back all that was told about a node, or about an entry and its nodes."""
    for domain, issue_id in list(ir.async_get(hass).issues):
        issue = ir.async_get(hass).async_get_issue(domain, issue_id)
        if domain == DOMAIN and issue and about in (issue.data or {}).values():
            ir.async_delete_issue(hass, DOMAIN, issue_id)


@callback
def show_version(hass: HomeAssistant, entry: ConfigEntry, fault: DomotikError | None) -> None:
    """Tell the user about a broker whose protocol can't be spoken, for as long as it is so."""
    if not isinstance(fault, VersionMismatch):
        clear(hass, "version", entry.entry_id)
        return
    older = fault.theirs < wire.PROTOCOL_VERSION
    told = {
        "broker": entry.title,
        "theirs": str(fault.theirs),
        "ours": str(wire.PROTOCOL_VERSION),
    }
    text = "broker_too_old" if older else "broker_too_new"
    severity = ir.IssueSeverity.ERROR
    tell(hass, entry, Trouble("version", entry.entry_id, told, text=text, severity=severity))


@callback
def show_firmware(hass: HomeAssistant, entry: ConfigEntry, firmware: str) -> None:
    """Tell the user about a broker that speaks the protocol, but lacks some of it."""
    if not _is_older(firmware):
        clear(hass, "firmware_too_old", entry.entry_id)
        return
    told = {"broker": entry.title, "theirs": firmware, "ours": str(BROKER_FIRMWARE_MIN)}
    tell(hass, entry, Trouble("firmware_too_old", entry.entry_id, told))


@callback
def show(hass: HomeAssistant, key: str, wrong: bool, **placeholders: str) -> None:
    """Tell the user about a trouble of the whole home, for as long as it lasts."""
    if not wrong:
        ir.async_delete_issue(hass, DOMAIN, key)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        key,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=key,
        translation_placeholders=placeholders,
    )


def _is_older(firmware: str) -> bool:
    """Tell whether a firmware is too old; one that has no version number is its owner's affair."""
    try:
        return AwesomeVersion(firmware) < BROKER_FIRMWARE_MIN
    except AwesomeVersionException:
        return False


def _issue_id(name: str, about: str) -> str:
    """Return the issue's id: one for each trouble and what it is about."""
    return f"{name}_{about}"

"""The flows that put troubles right."""

from typing import Any, Final, override

import voluptuous as vol
from homeassistant.components.repairs import RepairsFlow
from homeassistant.components.repairs.const import FlowType
from homeassistant.components.repairs.models import RepairsFlowResult
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.const import CONF_MAC
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN, SUBENTRY_NODE

EMPTY_FORM: Final[Any] = vol.Schema({})


class Fix(RepairsFlow):
    """Explains a trouble, and goes on when the user agrees."""

    async def async_step_init(
        self, _user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Begin with the explanation."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Explain the trouble as it was told."""
        if user_input is not None:
            return await self.fix()
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        return self.async_show_form(
            step_id="confirm",
            data_schema=EMPTY_FORM,
            description_placeholders=issue.translation_placeholders if issue else None,
        )

    async def fix(self) -> RepairsFlowResult:
        """Put the trouble right."""
        raise NotImplementedError


class AddNode(Fix):
    """Leads on to adding the node that was heard; if it isn't added it will be told again."""

    @override
    async def fix(self) -> RepairsFlowResult:
        """Open the form with the node chosen."""
        about = self.data or {}
        form = await self.hass.config_entries.subentries.async_init(
            (str(about["entry_id"]), SUBENTRY_NODE),
            context={"source": SOURCE_USER},
            data={CONF_MAC: about["about"]},
        )
        if form["type"] is not FlowResultType.FORM:
            return self.async_abort(reason="not_loaded")
        return self.async_create_entry(
            data={}, next_flow=(FlowType.CONFIG_SUBENTRIES_FLOW, form["flow_id"])
        )


class ChangeKey(Fix):
    """Leads on to the form that gives a node another key."""

    @override
    async def fix(self) -> RepairsFlowResult:
        """Open the form; it is one of those that can change a node."""
        about = self.data or {}
        entry = self.hass.config_entries.async_get_entry(str(about["entry_id"]))
        subentry = next(
            (
                each
                for each in (entry.subentries.values() if entry else ())
                if each.unique_id == about["about"]
            ),
            None,
        )
        if entry is None or subentry is None:
            return self.async_abort(reason="no_node")
        flows = self.hass.config_entries.subentries
        menu = await flows.async_init(
            (entry.entry_id, SUBENTRY_NODE),
            context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry.subentry_id},
        )
        await flows.async_configure(menu["flow_id"], {"next_step_id": "change"})
        return self.async_create_entry(
            data={}, next_flow=(FlowType.CONFIG_SUBENTRIES_FLOW, menu["flow_id"])
        )


# By the name of the trouble.
FIXES: Final[dict[str, type[RepairsFlow]]] = {"unclaimed": AddNode, "key": ChangeKey}


async def async_create_fix_flow(
    _hass: HomeAssistant, _issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow that puts a trouble right."""
    return FIXES[str((data or {})["trouble"])]()

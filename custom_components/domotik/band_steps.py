"""The step that gives a node dead bands."""

from typing import Any, Final

import voluptuous as vol
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
)

from .calibration import BOUNDS, own_offset, shown_offset
from .const import CONF_DEAD_BANDS
from .dead_bands import BANDS, with_bands
from .node_steps import NodeSteps
from .protocol.objects import OBJECTS

FIRST: Final = 0  # of several sensors of a kind, which share one dead band


class BandSteps(NodeSteps):
    """Asks how far each thing that the node measures must move to be worth a report."""

    async def async_step_dead_bands(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for all of them; what is left empty stays with the node's own settings."""
        sensors = self._measured()
        if not sensors:
            return self.async_abort(reason="no_dead_bands")
        if user_input is not None:
            bands = {
                object_id: _own(object_id, user_input.get(OBJECTS[object_id].name), entity)
                for object_id, entity in sensors.items()
            }
            self._data |= with_bands(self._data, bands)
            return self._change()
        schema: Any = vol.Schema(
            {
                vol.Optional(OBJECTS[object_id].name): _field(object_id, entity)
                for object_id, entity in sensors.items()
            }
        )
        present = {
            OBJECTS[object_id].name: shown_offset(
                OBJECTS[object_id], kept, entity.unit_of_measurement
            )
            for object_id, entity in sensors.items()
            if (kept := self._kept(object_id)) is not None
        }
        return self.async_show_form(
            step_id="dead_bands",
            data_schema=self.add_suggested_values_to_schema(schema, present),
        )

    def _kept(self, object_id: int) -> float | None:
        """Return the dead band that the subentry keeps."""
        band: float | None = self._data.get(CONF_DEAD_BANDS, {}).get(OBJECTS[object_id].name)
        return band

    def _measured(self) -> dict[int, er.RegistryEntry]:
        """Return the first sensor of each kind that can have a dead band."""
        found = self._sensors(lambda key: key[0] in BANDS and key[1] == FIRST)
        return {object_id: entity for (object_id, _), entity in found.items()}


def _field(object_id: int, entity: er.RegistryEntry) -> NumberSelector:
    """Return the field for a dead band in the unit that its sensor is shown in."""
    kind, unit = OBJECTS[object_id], entity.unit_of_measurement
    widest = shown_offset(kind, BOUNDS[kind.name].offset, unit)
    number = NumberSelectorConfig(min=0, max=widest, step="any", mode=NumberSelectorMode.BOX)
    if unit:
        number["unit_of_measurement"] = unit
    return NumberSelector(number)


def _own(object_id: int, band: float | None, entity: er.RegistryEntry) -> float | None:
    """Return a dead band in the object's own unit."""
    if band is None:
        return None
    return own_offset(OBJECTS[object_id], band, entity.unit_of_measurement)

"""The steps that give one of a node's sensors an offset."""

from typing import Any, Final

import voluptuous as vol
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)

from .calibration import (
    BOUNDS,
    can_be_calibrated,
    own_offset,
    read_offsets,
    shown_offset,
    with_offset,
)
from .node import ObjectKey, entity_key, object_key
from .node_steps import NodeSteps
from .protocol.objects import OBJECTS

CONF_SENSOR: Final = "sensor"
CONF_OFFSET: Final = "offset"


class CalibrateSteps(NodeSteps):
    """Asks for a sensor and its offset, in the unit that the sensor is shown in."""

    _key: ObjectKey

    async def async_step_calibrate(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Choose one of the node's sensors."""
        if user_input is not None:
            self._key = object_key(user_input[CONF_SENSOR])
            return await self.async_step_offset()
        sensors = self._sensors(can_be_calibrated)
        if not sensors:
            return self.async_abort(reason="nothing_to_calibrate")
        options = [
            SelectOptionDict(value=entity_key(key), label=_name(entity))
            for key, entity in sensors.items()
        ]
        choice = SelectSelector(SelectSelectorConfig(options=options, sort=False))
        schema: Any = vol.Schema({vol.Required(CONF_SENSOR): choice})
        return self.async_show_form(step_id="calibrate", data_schema=schema)

    async def async_step_offset(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the offset of the chosen sensor."""
        kind = OBJECTS[self._key[0]]
        entity = self._sensors(can_be_calibrated)[self._key]
        unit = entity.unit_of_measurement
        if user_input is not None:
            offset = own_offset(kind, user_input[CONF_OFFSET], unit)
            self._data |= with_offset(self._data, self._key, offset)
            return self._change()
        furthest = shown_offset(kind, BOUNDS[kind.name].offset, unit)
        number = NumberSelectorConfig(
            min=-furthest, max=furthest, step="any", mode=NumberSelectorMode.BOX
        )
        if unit:
            number["unit_of_measurement"] = unit
        schema: Any = vol.Schema({vol.Required(CONF_OFFSET): NumberSelector(number)})
        present = shown_offset(kind, read_offsets(self._data).get(self._key, 0.0), unit)
        return self.async_show_form(
            step_id="offset",
            data_schema=self.add_suggested_values_to_schema(schema, {CONF_OFFSET: present}),
            description_placeholders={"sensor": _name(entity)},
        )


def _name(entity: er.RegistryEntry) -> str:
    """Return what the user calls a sensor."""
    return entity.name or entity.original_name or entity.entity_id

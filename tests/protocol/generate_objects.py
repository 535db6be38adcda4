"""`scripts/generate_objects`: write protocol/bthome.py from bthome-ble; --check only compares."""

import sys
from enum import Enum
from pathlib import Path

from bthome_ble.const import MEAS_TYPES, MeasTypes
from sensor_state_data.description import BaseBinarySensorDescription, BaseSensorDescription

TARGET = Path(__file__).parents[2] / "custom_components/domotik/protocol/bthome.py"
HEAD = '''"""BTHome v2 objects, written by scripts/generate_objects from bthome-ble: don't edit.

id: (name, kind, length in bytes, signed, factor, unit); a length of 0 is told by the frame.
"""

from typing import Final

ROWS: Final[dict[int, tuple[str, str, int, bool, float, str | None]]] = {
'''
VARIABLE = {"string": "text", "raw": "raw", "command": "command"}


def kind_of(meas: MeasTypes) -> str:
    """Return what sort of value an object holds."""
    if meas.data_format in VARIABLE:
        return VARIABLE[meas.data_format]
    if meas.data_format == "timestamp":
        return "timestamp"
    if isinstance(meas.meas_format, BaseBinarySensorDescription):
        return "binary"
    if isinstance(meas.meas_format, BaseSensorDescription):
        return "info" if name_of(meas) == "packet_id" else "sensor"
    return "info" if meas.meas_format is None else "event"


def name_of(meas: MeasTypes) -> str:
    """Return the object's name, in words joined by underscores."""
    described = getattr(meas.meas_format, "device_class", meas.meas_format)
    return str(described.value if isinstance(described, Enum) else meas.data_format)


def row(object_id: int, meas: MeasTypes) -> str:
    """Return one line of the table."""
    unit = getattr(meas.meas_format, "native_unit_of_measurement", None)
    length = 0 if meas.data_format in VARIABLE else meas.data_length
    signed = meas.data_format == "signed_integer"
    unit_text = "None" if unit is None else f'"{unit.value}"'
    return (
        f'    0x{object_id:02X}: ("{name_of(meas)}", "{kind_of(meas)}", '
        f"{length}, {signed}, {meas.factor}, {unit_text}),\n"
    )


def generate() -> str:
    """Return the text of the module."""
    return HEAD + "".join(row(key, MEAS_TYPES[key]) for key in sorted(MEAS_TYPES)) + "}\n"


if __name__ == "__main__":
    if "--check" not in sys.argv:
        TARGET.write_text(generate())
    elif TARGET.read_text() != generate():
        sys.exit(f"{TARGET} differs from bthome-ble: run scripts/generate_objects")

"""The objects a sample can hold: BTHome v2 and our extensions, as data."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from . import wire
from .bthome import ROWS
from .errors import BadFrame

BUTTON_EVENTS: Final = {
    0x01: "press",
    0x02: "double_press",
    0x03: "triple_press",
    0x04: "long_press",
    0x05: "long_double_press",
    0x06: "long_triple_press",
    0x80: "hold_press",
    0x81: "hold_release",
}
DIMMER_EVENTS: Final = {0x01: "rotate_left", 0x02: "rotate_right"}
COMMAND_EVENTS: Final = {
    0x00: "off",
    0x01: "on",
    0x02: "toggle",
    0x03: "step_up",
    0x04: "step_down",
}
COMMAND_LENGTH_MASK: Final = 0x1F


class Kind(StrEnum):
    """What sort of value an object holds."""

    SENSOR = "sensor"
    BINARY = "binary"
    EVENT = "event"
    COMMAND = "command"
    TEXT = "text"
    RAW = "raw"
    TIMESTAMP = "timestamp"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at a node; the name is None for "nothing"."""

    name: str | None
    steps: int | None = None
    arguments: str | None = None

    @property
    def details(self) -> dict[str, int | str]:
        """Return what is told beside the name."""
        told = {"steps": self.steps, "arguments": self.arguments}
        return {name: value for name, value in told.items() if value is not None}


type Value = float | bool | str | Event


@dataclass(frozen=True, slots=True)
class ObjectType:
    """One row of the object table; a length of 0 is told by the frame."""

    name: str
    kind: Kind
    length: int
    signed: bool = False
    factor: float = 1
    unit: str | None = None

    # How many digits after the point the object's step has.
    decimals: int = field(init=False)

    def __post_init__(self) -> None:
        """Derive the decimals once: they are asked for with every value."""
        exponent = Decimal(str(self.factor)).as_tuple().exponent
        object.__setattr__(self, "decimals", max(0, -int(exponent)))

    def decode(self, octets: bytes) -> Value:
        """Return the value that an object's bytes hold."""
        match self.kind:
            case Kind.BINARY:
                return octets != b"\x00"
            case Kind.EVENT | Kind.COMMAND:
                return _decode_event(self.name, octets)
            case Kind.TEXT:
                return octets.decode("utf-8", "replace")
            case Kind.RAW:
                return octets.hex()
        steps = int.from_bytes(octets, "little", signed=self.signed)
        return round(steps * self.factor, self.decimals) if self.decimals else steps


def _decode_event(name: str, field: bytes) -> Event:
    """Return the event of a button, a dimmer or a command."""
    if name == "dimmer":
        return Event(DIMMER_EVENTS.get(field[0]), steps=field[1])
    if name == "command":
        return Event(COMMAND_EVENTS.get(field[0]), arguments=field[1:].hex())
    return Event(BUTTON_EVENTS.get(field[0]))


EXTENSIONS: Final = {
    wire.TVOC_PPB: ("tvoc_ppb", "ppb"),
    wire.AWAKE: ("awake", "ms"),
    wire.SEND_FAILURES: ("send_failures", None),
    wire.RESET_CAUSE: ("reset_cause", None),
    wire.DROPPED_SAMPLES: ("dropped_samples", None),
    wire.SENSOR_FAULTS: ("sensor_faults", None),
}
OBJECTS: Final[dict[int, ObjectType]] = (
    {
        # For the mailbox alone.
        wire.MAIL_APPLIED: ObjectType("mail_applied", Kind.INFO, 2),
        # For the instances of the others.
        wire.MISSING: ObjectType("missing", Kind.INFO, 2),
    }
    | {
        key: ObjectType(name, Kind(kind), length, signed, factor, unit)
        for key, (name, kind, length, signed, factor, unit) in ROWS.items()
    }
    | {
        key: ObjectType(name, Kind.SENSOR, wire.OBJECT_SIZES[key], unit=unit)
        for key, (name, unit) in EXTENSIONS.items()
    }
)


def take_object(sample: bytes, start: int) -> tuple[int, Value, int]:
    """Return an object's id, its value and where the next one starts, or raise BadFrame."""
    object_id = sample[start]
    if object_id not in OBJECTS:
        raise BadFrame
    kind = OBJECTS[object_id]
    start += 1
    length = kind.length
    if not length:
        length = _told_length(kind, sample[start : start + 1])
        start += 1
    if start + length > len(sample):
        raise BadFrame
    return object_id, kind.decode(sample[start : start + length]), start + length


def _told_length(kind: ObjectType, told: bytes) -> int:
    """Return the length that stands in front of an object of variable length."""
    if not told:
        raise BadFrame
    # A command's opcode isn't counted, and the byte's high bits are reserved.
    return 1 + (told[0] & COMMAND_LENGTH_MASK) if kind.kind is Kind.COMMAND else told[0]

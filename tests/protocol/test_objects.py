"""The object table and its values."""

import pytest
from bthome_ble.const import MEAS_TYPES
from bthome_ble.event import BUTTON_EVENTS as THEIR_BUTTONS
from bthome_ble.event import COMMAND_EVENTS as THEIR_COMMANDS
from bthome_ble.event import DIMMER_EVENTS as THEIR_DIMMERS
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.errors import BadFrame
from custom_components.domotik.protocol.objects import (
    BUTTON_EVENTS,
    COMMAND_EVENTS,
    DIMMER_EVENTS,
    OBJECTS,
    Event,
    Value,
    take_object,
)
from tests.protocol.generate_objects import TARGET, generate


def test_table_is_what_the_package_says() -> None:
    assert TARGET.read_text() == generate()


def test_every_bthome_object_is_known() -> None:
    assert MEAS_TYPES.keys() <= OBJECTS.keys()


def test_extensions_take_no_bthome_id() -> None:
    assert not MEAS_TYPES.keys() & set(range(0xE0, 0xF0))


@pytest.mark.parametrize("object_id", wire.OBJECT_SIZES)
def test_sizes_are_those_of_the_firmware(object_id: int) -> None:
    assert OBJECTS[object_id].length == wire.OBJECT_SIZES[object_id]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (BUTTON_EVENTS, THEIR_BUTTONS),
        (DIMMER_EVENTS, THEIR_DIMMERS),
        (COMMAND_EVENTS, THEIR_COMMANDS),
    ],
)
def test_events_of_the_package_are_known(
    ours: dict[int, str], theirs: dict[int, str | None]
) -> None:
    assert {key: name for key, name in theirs.items() if name}.items() <= ours.items()


@pytest.mark.parametrize(
    ("sample", "value"),
    [
        ("0161", 97),
        ("02ca09", 25.06),
        ("02f2f9", -15.5),
        ("03bf13", 50.55),
        ("04138a01", 1008.83),
        ("05138a14", 13460.67),
        ("0c020c", 3.074),
        ("0f01", True),
        ("0f00", False),
        ("2101", True),
        ("3a01", Event("press")),
        ("3a80", Event("hold_press")),
        ("3a00", Event(None)),
        ("3a77", Event(None)),
        ("3c0103", Event("rotate_left", steps=3)),
        ("3b0002", Event("toggle", arguments="")),
        ("3b020301ff", Event("step_up", arguments="01ff")),
        ("3be20301ff", Event("step_up", arguments="01ff")),
        ("3e2a2c0960", 1611213866),
        ("46 32", 5.0),
        ("505d396164", 1684093277),
        ("530c48656c6c6f20576f726c6421", "Hello World!"),
        ("5302fffe", "\ufffd\ufffd"),
        ("5300", ""),
        ("5403 0a0b0c", "0a0b0c"),
        ("58ea", -7.7),
        ("5b2efbffff", -1234),
        ("62 4e f7 ff ff", -0.002226),
        ("e0 2c01", 300),
        ("e1 3801", 312),
        ("e5 0500", 5),
        ("f0 0100", 1),
    ],
)
def test_object_has_its_value(sample: str, value: Value) -> None:
    assert take_object(bytes.fromhex(sample), 0)[1] == value


@pytest.mark.parametrize(
    "sample", ["02ca", "02", "0400", "53", "5305", "54", "540201", "3b", "3b00", "3b0502"]
)
def test_object_cut_short_is_bad(sample: str) -> None:
    with pytest.raises(BadFrame):
        take_object(bytes.fromhex(sample), 0)


@pytest.mark.parametrize("object_id", sorted(set(range(256)) - OBJECTS.keys()))
def test_unknown_object_is_bad(object_id: int) -> None:
    with pytest.raises(BadFrame):
        take_object(bytes((object_id, 0, 0, 0, 0)), 0)


@given(st.sampled_from(sorted(OBJECTS)), st.binary(min_size=64, max_size=300))
def test_every_known_object_ends_inside_the_sample_or_is_bad(object_id: int, rest: bytes) -> None:
    sample = bytes((object_id,)) + rest
    try:
        _, _, end = take_object(sample, 0)
    except BadFrame:
        return
    assert 1 < end <= len(sample)

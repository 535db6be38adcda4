"""The shared wire format on CPython, against the vectors that MicroPython runs too."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol import wire

VECTORS = Path(__file__).parents[1] / "vectors"


def rows(name: str) -> list[Any]:
    """Return the vectors of a file."""
    return [pytest.param(row, id=row["name"]) for row in json.loads((VECTORS / name).read_text())]


@pytest.mark.parametrize("row", rows("lines.json"))
def test_line_is_packed_as_the_vector_says(row: dict[str, Any]) -> None:
    line = wire.pack_line(row["kind"], row["sequence"], bytes.fromhex(row["payload"]))
    assert line == row["line"].encode()


@pytest.mark.parametrize("row", rows("lines.json"))
def test_line_is_unpacked_as_the_vector_says(row: dict[str, Any]) -> None:
    frame = wire.unpack_line(row["line"].encode())
    assert frame == (row["kind"], row["sequence"], bytes.fromhex(row["payload"]))


@pytest.mark.parametrize("row", rows("frames.json"))
def test_header_is_unpacked_as_the_vector_says(row: dict[str, Any]) -> None:
    header = wire.unpack_header(bytes.fromhex(row["hex"]))
    assert header == (row["kind"], row["flags"], row["epoch"], row["counter"])


@pytest.mark.parametrize("row", rows("samples.json"))
def test_sample_is_packed_as_the_vector_says(row: dict[str, Any]) -> None:
    objects = [(key, value) for key, value in row["objects"]]
    assert wire.pack_sample(row["number"], row["taken"], objects).hex() == row["hex"]


@given(st.integers(0, 255), st.integers(0, 0xFFFF), st.binary(max_size=300))
def test_every_frame_survives_its_line(kind: int, sequence: int, payload: bytes) -> None:
    assert wire.unpack_line(wire.pack_line(kind, sequence, payload)) == (kind, sequence, payload)


@given(st.binary(max_size=600))
def test_garbage_is_no_frame(line: bytes) -> None:
    assert wire.unpack_line(line) is None


@given(st.binary(max_size=100), st.binary(max_size=100).filter(lambda noise: b"\n" not in noise))
def test_noise_before_a_line_costs_nothing(payload: bytes, noise: bytes) -> None:
    line = noise + wire.pack_line(wire.RECEIVED, 0, payload)
    assert wire.unpack_line(line) == (wire.RECEIVED, 0, payload)


@given(st.integers(0, 0xFFFF), st.integers(1, 0x7FFF))
def test_newer_holds_across_the_wrap(number: int, step: int) -> None:
    assert wire.newer((number + step) & 0xFFFF, number)


@given(st.integers(0, 0xFFFF), st.integers(0, 0x7FFF))
def test_nothing_is_newer_than_what_comes_after_it(number: int, step: int) -> None:
    assert not wire.newer(number, (number + step) & 0xFFFF)

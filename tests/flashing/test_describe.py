"""A board's lines in words."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol import wire
from flashing.describe import described

VECTORS = Path(__file__).parent.parent / "vectors"
FRAMES = {row["name"]: row["hex"] for row in json.loads((VECTORS / "frames.json").read_text())}
LINES = {row["name"]: row["line"] for row in json.loads((VECTORS / "lines.json").read_text())}


def received(name: str) -> str:
    """Return the words for a frame that a broker passes on."""
    head = bytes.fromhex("05000000 d0070000 240ac4000100 c4")
    line = wire.pack_line(wire.RECEIVED, 0, head + bytes.fromhex(FRAMES[name]))
    return described(line.decode().rstrip())


def test_a_greeting_names_the_broker() -> None:
    words = described(LINES["a broker's HELLO reply"])
    assert words == ("broker 24:dc:c3:00:00:01, ESP32, firmware 0.1.0, channel 6, boot cafe0001")


def test_a_report_in_the_clear_tells_its_readings() -> None:
    assert received("a REPORT of two samples") == (
        "#5 24:0a:c4:00:01:00 -60 dBm REPORT 3/17, held 2.0 s: "
        "sample 8: temperature 21.5 °C, humidity 47.05 %; "
        "sample 7: temperature 21.4 °C, humidity 47.1 %"
    )


def test_an_announcement_tells_what_the_node_is() -> None:
    assert "ESP32, firmware 0.1.0, looks every 300 s" in received("an ANNOUNCE")


def test_a_sealed_report_stays_closed() -> None:
    head = bytes.fromhex("05000000 00000000 240ac4000100 c4")
    frame = wire.pack_header(wire.REPORT, wire.SEALED, 3, 17) + bytes(30)
    line = wire.pack_line(wire.RECEIVED, 0, head + frame).decode()
    assert described(line).endswith("REPORT 3/17: sealed, 30 bytes")


def test_what_is_no_frame_is_shown_as_it_is() -> None:
    assert described("Traceback (most recent call last):") == "Traceback (most recent call last):"


def test_a_frame_of_a_later_version_is_named() -> None:
    line = wire.pack_line(0x77, 1, b"abc").decode()
    assert described(line) == "frame of kind 0x77, 3 bytes"


@given(st.sampled_from([0x81, 0x82, 0x83, 0x89, 0x40]), st.binary(max_size=120))
def test_any_payload_is_described_and_never_fails(kind: int, payload: bytes) -> None:
    assert described(wire.pack_line(kind, 0, payload).decode().rstrip())


@pytest.mark.parametrize("text", ["~", "~!!!!", "", "\udcff", "~AQEAAdjiPe8"])
def test_half_lines_are_shown_as_they_are(text: str) -> None:
    assert described(text) == text

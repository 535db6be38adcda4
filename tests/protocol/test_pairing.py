"""Keys and pairing texts as people type and paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol.pairing import Pairing, new_key, read_key, read_pairing

KEY = "000102030405060708090a0b0c0d0e0f"


@pytest.mark.parametrize("mac", ["a0:b1:c2:d3:e4:01", "a0b1c2d3e401", "A0-B1-C2-D3-E4-01"])
def test_pairing_text_is_read(mac: str) -> None:
    assert read_pairing(f" domotik:{mac}:{KEY.upper()}:Hall ") == Pairing(mac.lower(), KEY, "Hall")


@pytest.mark.parametrize("name", ["", ":", ": "])
def test_pairing_text_may_lack_a_name(name: str) -> None:
    found = read_pairing(f"domotik:a0b1c2d3e401:{KEY}{name}")
    assert found is not None
    assert found.name == ""


@pytest.mark.parametrize("text", ["", "kitchen", f"domotik:a0b1:{KEY}", f"a0b1c2d3e401:{KEY}:x"])
def test_other_text_is_none(text: str) -> None:
    assert read_pairing(text) is None


@pytest.mark.parametrize("text", [KEY, KEY.upper(), f" {KEY} ", f"{KEY[:16]} {KEY[16:]}"])
def test_key_is_read(text: str) -> None:
    assert read_key(text) == KEY


@pytest.mark.parametrize("text", ["", KEY[:-1], KEY + "0", "g" * 32])
def test_other_digits_are_no_key(text: str) -> None:
    assert read_key(text) is None


@given(st.text(max_size=80))
def test_any_text_can_be_asked(text: str) -> None:
    read_key(text)
    read_pairing(text)


def test_new_keys_differ() -> None:
    assert len({read_key(new_key()) for _ in range(100)} - {None}) == 100

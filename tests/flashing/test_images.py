"""Which MicroPython image goes onto a chip, and which never does."""

import hashlib
import http.client
import io
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flashing.chips import CHIPS, chip_named
from flashing.errors import FlashError
from flashing.images import folder, image_for

ESP32 = CHIPS["ESP32"]


def contents(chip_id: int) -> bytes:
    """Return what an image for a chip begins with."""
    return (bytes([0xE9]) + bytes(11) + chip_id.to_bytes(2, "little")).ljust(1000, b"\0")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep images in a folder of the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return an image for an ESP32."""
    made = tmp_path / "mine.bin"
    made.write_bytes(contents(0))
    return made


def refuse(*_: Any, **__: Any) -> None:
    """Be a machine without a network."""
    raise OSError("Name or service not known")


def test_an_image_that_is_given_is_taken(file: Path) -> None:
    assert image_for(ESP32, file, None) == file


def test_an_image_that_is_given_is_checked_when_its_sum_is_given(file: Path) -> None:
    with pytest.raises(FlashError, match="has the SHA-256"):
        image_for(ESP32, file, "00" * 32)


def test_the_right_sum_of_a_given_image_passes(file: Path) -> None:
    assert image_for(ESP32, file, hashlib.sha256(file.read_bytes()).hexdigest()) == file


def test_an_image_for_another_chip_is_refused(file: Path) -> None:
    file.write_bytes(contents(CHIPS["ESP32-C3"].image_id))
    with pytest.raises(FlashError, match=r"for an ESP32-C3, but the board has an ESP32"):
        image_for(ESP32, file, None)


@pytest.mark.parametrize("content", [b"", b"\xe9", b"hello" * 100])
def test_what_is_no_image_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(FlashError, match="is no image"):
        image_for(ESP32, file, None)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FlashError, match=r"no file .*nowhere\.bin"):
        image_for(ESP32, tmp_path / "nowhere.bin", None)


def test_offline_the_file_and_where_to_put_it_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    with pytest.raises(FlashError) as caught:
        image_for(ESP32, None, None)
    assert str(folder() / ESP32.file) in str(caught.value)
    assert ESP32.url in str(caught.value)


def test_an_image_in_the_cache_needs_no_network_but_the_right_sum(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    folder().mkdir(parents=True)
    (folder() / ESP32.file).write_bytes(contents(0))
    chip = replace(ESP32, sha256=hashlib.sha256(contents(0)).hexdigest())
    assert image_for(chip, None, None) == folder() / ESP32.file
    with pytest.raises(FlashError, match="damaged or another version"):
        image_for(ESP32, None, None)


def test_a_download_is_kept_under_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class Answer(io.BytesIO):
        headers = http.client.HTTPMessage()

    monkeypatch.setattr(urllib.request, "urlopen", lambda *_, **__: Answer(contents(0)))
    chip = replace(ESP32, sha256=hashlib.sha256(contents(0)).hexdigest())
    assert image_for(chip, None, None).read_bytes() == contents(0)


def test_a_chip_without_a_known_sum_wants_its_image_given() -> None:
    with pytest.raises(FlashError, match="--image FILE"):
        image_for(CHIPS["ESP32-S2"], None, None)


def test_a_chip_without_our_radio_is_refused() -> None:
    with pytest.raises(FlashError, match="Domotik runs on ESP32, "):
        chip_named("ESP8266")

"""A node for Wi-Fi and MQTT: one command, no secret shown, and the first reading as proof."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.mosquitto import GuardedMosquitto
from demo.server import find
from flashing.by_wifi import completed
from flashing.talk import Asker
from simulator.ntp import NtpServer
from simulator.wifi import AccessPoint
from tests.wifi.listener import Listener

from .bare import Bare, Command

IDENT = "240ac4e29526"
WIFI_WORD, MQTT_WORD = "correct horse", "battery staple"
HOUSE = "homeassistant"
NAMED = ("node", "--yes", "--wiring", "none", "--transport", "mqtt", "--ssid", "Home")


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[GuardedMosquitto]:
    """Run a server that knows the node."""
    if find("mosquitto") is None:
        pytest.skip("mosquitto is neither installed nor to be had from Debian")
    with GuardedMosquitto(tmp_path / "server", {IDENT: MQTT_WORD, HOUSE: "house"}) as running:
        yield running


@pytest.fixture
def _passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell the command the passwords as a script would."""
    monkeypatch.setitem(os.environ, "DOMOTIK_WIFI_PASSWORD", WIFI_WORD)
    monkeypatch.setitem(os.environ, "DOMOTIK_MQTT_PASSWORD", MQTT_WORD)


@pytest.mark.usefixtures("_passwords")
async def test_a_fresh_board_delivers_by_wifi(fresh: Bare, mosquitto: GuardedMosquitto) -> None:
    fresh.board.station.access_point = AccessPoint("Home", WIFI_WORD)
    port = str(mosquitto.port)
    async with NtpServer() as ntp, Listener(mosquitto.port, HOUSE, "house", "domotik/+") as heard:
        arguments = ("--mqtt-host", "127.0.0.1", "--mqtt-port", port, "--ntp", ntp.address)
        done = await Command(*NAMED, "--port", fresh.port, *arguments)()
        assert f"Domotik: delivered to 127.0.0.1:{port} on domotik/{IDENT}" in done.text
        assert f"Its id is {IDENT}" in done.text
        await heard.hears(1)
    assert WIFI_WORD not in done.text
    assert MQTT_WORD not in done.text
    assert fresh.settings()["mqtt"]["user"] == IDENT


async def test_what_is_missing_is_named_before_anything_is_written(fresh: Bare) -> None:
    done = await Command(*NAMED, "--port", fresh.port)()
    assert (done.code, "transport mqtt needs mqtt.host" in done.text) == (1, True), done.text


def test_a_second_run_keeps_what_it_does_not_name() -> None:
    kept = {
        "transport": "mqtt",
        "wifi": {"ssid": "Home", "password": WIFI_WORD},
        "mqtt": {"host": "old", "user": "me", "password": MQTT_WORD},
    }
    settings = completed(kept, {"mqtt": {"host": "new"}}, IDENT, Asker(silent=True))
    assert settings["mqtt"] == {"host": "new", "user": "me", "password": MQTT_WORD}
    assert settings["wifi"] == kept["wifi"]


def test_passwords_are_asked_without_showing_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    answers = {"MQTT user, - for none [240ac4e29526]: ": "", "MQTT server: ": "192.168.1.2"}
    hidden = {"Wi-Fi password: ": WIFI_WORD, "MQTT password: ": MQTT_WORD}
    asker = Asker(silent=False, read=answers.__getitem__, hide=hidden.__getitem__)
    settings = completed({}, {"transport": "mqtt", "wifi": {"ssid": "Home"}}, IDENT, asker)
    assert settings["wifi"] == {"ssid": "Home", "password": WIFI_WORD}
    assert settings["mqtt"] == {"host": "192.168.1.2", "user": IDENT, "password": MQTT_WORD}


def test_an_espnow_node_is_asked_nothing() -> None:
    assert completed({}, {"name": "Attic"}, IDENT, Asker(silent=True)) == {"name": "Attic"}

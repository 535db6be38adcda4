"""Settings that the command line makes, judged as the board judges them."""

import pytest

from custom_components.domotik.protocol.firmware import Role
from flashing.errors import FlashError
from flashing.options import Options, parse
from flashing.settings import check, defaults, fitted, stored
from flashing.wirings import WIRINGS, sensor


def options(*arguments: str) -> Options:
    """Return the options of a command line."""
    parsed = parse(list(arguments))
    assert isinstance(parsed, Options)
    return parsed


@pytest.mark.parametrize("name", WIRINGS)
def test_every_preset_is_right(name: str) -> None:
    check("node", WIRINGS[name].settings())


@pytest.mark.parametrize("role", ["broker", "node"])
def test_the_defaults_are_right(role: Role) -> None:
    check(role, defaults(role))


def test_every_mistake_is_told_at_once_in_the_firmwares_words() -> None:
    with pytest.raises(FlashError) as caught:
        check("node", {"interval": 0, "channel": 99, "sensors": [{"chip": "bmp999"}]})
    told = str(caught.value)
    assert "interval must be a whole number from 1" in told
    assert "channel must be a whole number from 1 to 13" in told
    assert "sensor 1: chip must be one of: " in told


def test_a_setting_of_the_other_role_is_refused() -> None:
    with pytest.raises(FlashError, match="interval is not a setting here"):
        check("broker", {"interval": 5})


def test_settings_that_do_not_fit_the_board_are_refused() -> None:
    with pytest.raises(FlashError, match="1984 at most"):
        check("node", {"sensors": [{"chip": "battery", "pin": 35, "name": "x" * 2000}]})


def test_a_longer_interval_takes_its_heartbeat_along() -> None:
    assert fitted("node", {}, {"interval": 1200}) == {"interval": 1200, "heartbeat": 3600}


def test_a_heartbeat_that_was_given_stays() -> None:
    given = {"interval": 1200, "heartbeat": 1200}
    assert fitted("node", {}, given) == given


def test_what_a_board_holds_is_read_as_far_as_it_is_ours() -> None:
    assert stored("node", b'{"name": "Attic", "refused": ["x"]}') == {"name": "Attic"}


@pytest.mark.parametrize("blob", [b"", b"{", b"\xff"])
def test_settings_that_can_not_be_read_count_as_none(blob: bytes) -> None:
    assert stored("node", blob) == {}


def test_a_sensor_is_read_from_its_short_form() -> None:
    assert sensor("bme280,scl=22,sda=21,address=0x77") == {
        "chip": "bme280",
        "scl": 22,
        "sda": 21,
        "address": 0x77,
    }


def test_a_sensor_without_an_equals_sign_is_explained() -> None:
    with pytest.raises(FlashError, match="write each pin as NAME=NUMBER"):
        sensor("bme280,22")


def test_the_command_line_names_settings_as_the_firmware_does() -> None:
    made = options(
        "node",
        *("--name", "Attic", "--interval", "60", "--broker", "24:0A:C4:00:00:01"),
        *("--sensor", "dht22,pin=27", "--set", 'dead_bands={"temperature": 0.2}'),
    )
    assert made.given == {
        "name": "Attic",
        "interval": 60,
        "broker": "240ac4000001",
        "sensors": [{"chip": "dht22", "pin": 27}],
        "dead_bands": {"temperature": 0.2},
    }


def test_no_key_is_in_what_a_log_could_print() -> None:
    assert "0123" not in repr(options("node", "--key", "0123456789abcdef" * 2))


@pytest.mark.parametrize(
    "wrong",
    [
        ("--key", "12"),
        ("--broker", "24:0a"),
        ("--set", "console=x"),
        ("--key", "00" * 16, "--no-key"),
        ("--wiring", "nonsense"),
    ],
)
def test_a_wrong_option_ends_the_command(wrong: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit):
        parse(["node", *wrong])

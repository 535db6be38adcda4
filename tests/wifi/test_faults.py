"""What can be wrong on the way: each has its sentence, shows no secret, and loses nothing."""

import pytest

from demo.mosquitto import GuardedMosquitto

from .account import moment, seconds_off
from .conftest import NODE, PASSWORDS, Staging
from .cutter import Cutter
from .listener import Listener

YEAR = 365 * 86400


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"wifi": {"ssid": "Home", "password": "no such word"}},
            "the access point Home refuses the password: check wifi.password",
        ),
        (
            {"mqtt": {"user": NODE, "password": "no such word"}},
            "refuses: check mqtt.user and mqtt.password",
        ),
        (
            {"mqtt": {"topic": "domotik/240ac4000199"}},
            "domotik/240ac4000199 refused: this user may not write it",
        ),
        (
            {"mqtt": {"discovery": "homeassistant/other"}},
            "config refused: this user may not write it: check the server's access list",
        ),
        ({"mqtt": {"host": "no.such.host.invalid"}}, "no answer from no.such.host.invalid"),
    ],
)
async def test_a_mistake_has_its_sentence_and_shows_no_secret(
    mosquitto: GuardedMosquitto,
    listener: Listener,
    stage: Staging,
    wrong: dict[str, dict[str, str]],
    sentence: str,
) -> None:
    staged = await stage(mosquitto.port, **wrong)
    await staged.until(lambda: staged.says(sentence) and staged.says("1 samples wait"))
    secrets = ["no such word", PASSWORDS[NODE], staged.home.access_point.password]
    assert not any(staged.says(secret) for secret in secrets)
    assert staged.kept() == staged.taken()


async def test_samples_wait_for_the_first_answer_of_the_time_server(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    staged = await stage(mosquitto.port, prepare=lambda home: setattr(home.ntp, "silent", True))
    await staged.until(lambda: staged.says("no time from 127.0.0.1") and len(staged.kept()) > 1)
    waiting = staged.kept()
    staged.home.ntp.silent = False
    await listener.until(lambda: waiting <= set(listener.heard()))
    assert seconds_off(listener, staged) < 1.5


async def test_a_time_server_that_goes_away_is_told_and_does_no_harm(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    staged = await stage(mosquitto.port)
    await listener.hears(1)
    staged.home.ntp.silent = True
    await staged.until(lambda: staged.says("the clock goes on by itself"))
    await listener.hears(len(listener.samples()) + 2)
    assert seconds_off(listener, staged) < 1.5


@pytest.mark.parametrize(
    ("wrong_by", "sentence"),
    [(YEAR, "believed if it says so 3 times in a row"), (-YEAR, "before this firmware was made")],
)
async def test_a_time_server_that_is_wrong_by_a_year_is_not_believed(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging, wrong_by: int, sentence: str
) -> None:
    staged = await stage(mosquitto.port)
    await listener.hears(1)
    staged.home.ntp.wrong_by = wrong_by
    await staged.until(lambda: staged.says(sentence))
    staged.home.ntp.wrong_by = 0
    await listener.hears(len(listener.samples()) + 2)
    assert seconds_off(listener, staged) < 1.5


async def test_a_clock_that_began_wrong_by_a_year_is_set_right(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    staged = await stage(mosquitto.port, prepare=lambda home: setattr(home.ntp, "wrong_by", YEAR))
    await listener.hears(1)
    staged.home.ntp.wrong_by = 0
    true = staged.home.ntp.time
    await listener.until(lambda: abs(moment(listener.samples()[-1]) - true()) < 5)
    assert sorted(set(listener.heard())) == listener.heard()
    assert listener.heard()[0].number == 0


async def test_nothing_is_lost_when_connections_break_half_way(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    async with Cutter(mosquitto.port, 0.3) as cutter:
        staged = await stage(cutter.port, scale=4)
        await listener.until(lambda: cutter.cuts > 2 and len(set(listener.heard())) > 8)
        cutter.share = 0
        await listener.until(lambda: not staged.kept())
        assert set(listener.heard()) == staged.taken()
    seen: dict[object, set[str]] = {}
    for key, message in zip(listener.heard(), listener.samples(), strict=True):
        fields = {name: value for name, value in message.fields.items() if name != "age"}
        seen.setdefault(key, set()).add(str(fields))
    assert all(len(texts) == 1 for texts in seen.values())

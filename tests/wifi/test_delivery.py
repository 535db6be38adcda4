"""A node's way to a real MQTT server: what arrives, what waits, and what is never lost."""

import pytest

from demo.mosquitto import GuardedMosquitto

from .account import seconds_off
from .conftest import NODE, PASSWORDS, Staging
from .listener import Listener


async def test_a_sample_is_one_flat_json_object(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    node = (await stage(mosquitto.port)).node
    first = (await listener.hears(1))[0]
    truth = node.truth()
    assert first.topic == f"domotik/{NODE}"
    assert first.fields["node"] == node.name
    assert first.fields["temperature"] == pytest.approx(truth["temperature"], abs=0.02)
    assert first.fields["humidity"] == pytest.approx(truth["humidity"], abs=0.05)
    assert first.fields["pressure"] == pytest.approx(truth["pressure"], abs=0.05)
    assert first.fields["illuminance"] == pytest.approx(truth["illuminance"], abs=1.5)
    assert first.fields["voltage"] == pytest.approx(truth["voltage"], abs=0.01)
    assert not any(isinstance(value, dict | list) for value in first.fields.values())


async def test_it_carries_the_time_when_it_was_taken(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    staged = await stage(mosquitto.port)
    await listener.hears(2)
    assert seconds_off(listener, staged) < 1.5


async def test_samples_come_in_order_each_once(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    await stage(mosquitto.port)
    await listener.hears(3)
    assert [key.number for key in listener.heard()][:3] == [0, 1, 2]


async def test_what_the_server_has_is_not_kept(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    staged = await stage(mosquitto.port)
    await listener.hears(1)
    await listener.until(lambda: staged.taken() and not staged.kept())


async def test_samples_wait_while_the_server_is_away(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    staged = await stage(mosquitto.port)
    await listener.hears(1)
    mosquitto.stop()
    await staged.until(lambda: staged.says("no answer from 127.0.0.1") and staged.kept())
    waiting = staged.kept()
    mosquitto.start()
    await listener.until(lambda: waiting <= set(listener.heard()))
    assert sorted(listener.heard()) == listener.heard()
    assert len(set(listener.heard())) == len(listener.heard())
    assert seconds_off(listener, staged) < 1.5


async def test_samples_wait_while_nobody_listens(
    mosquitto: GuardedMosquitto, stage: Staging
) -> None:
    staged = await stage(mosquitto.port)
    late = Listener(mosquitto.port, "homeassistant", PASSWORDS["homeassistant"], f"domotik/{NODE}")
    await late.until(lambda: staged.says(f"nobody listens on domotik/{NODE}"))
    waiting = staged.kept()
    async with late:
        await late.until(lambda: waiting <= set(late.heard()))


async def test_samples_wait_without_an_access_point(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    staged = await stage(
        mosquitto.port, prepare=lambda home: setattr(home.access_point, "up", False)
    )
    await staged.until(lambda: staged.says("no access point Home in reach - 1 samples wait"))
    waiting = staged.kept()
    staged.home.access_point.up = True
    await listener.until(lambda: waiting <= set(listener.heard()))
    assert seconds_off(listener, staged) < 1.5

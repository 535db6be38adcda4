"""A node on mains power stays connected, and the server says when it is gone."""

from demo.mosquitto import GuardedMosquitto

from .conftest import NODE, Staging
from .listener import Listener

STATUS = f"domotik/{NODE}/status"


def statuses(listener: Listener) -> list[str]:
    """Return what the node's status has been."""
    return [message.fields["status"] for message in listener.messages if message.topic == STATUS]


async def test_it_stays_connected(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    await stage(mosquitto.port, power="mains")
    await listener.hears(4)
    assert statuses(listener) == ["online"]


async def test_the_server_tells_that_it_is_gone(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    staged = await stage(mosquitto.port, power="mains")
    await listener.hears(1)
    staged.node.launcher.power_off()
    await listener.until(lambda: statuses(listener)[-1] == "offline")


async def test_it_comes_back_by_itself(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    staged = await stage(mosquitto.port, power="mains")
    await listener.hears(1)
    mosquitto.kill()
    await staged.until(lambda: staged.says("samples wait") and staged.kept())
    waiting = staged.kept()
    mosquitto.start()
    await listener.until(lambda: waiting <= set(listener.heard()))
    assert statuses(listener) == ["online", "online"]


async def test_a_sleeping_node_says_goodbye(
    mosquitto: GuardedMosquitto, listener: Listener, stage: Staging
) -> None:
    await stage(mosquitto.port)
    await listener.hears(3)
    assert set(statuses(listener)) == {"online"}

"""Radio frames to the broker, of nodes that it owns and of strangers."""

from silent import OWNED, STRANGER, new_broker

broker = new_broker()
broker.census.own(3, OWNED)


def take(octets):
    """Let a frame arrive from both."""
    for mac in (OWNED, STRANGER):
        broker.radio.mac_of_sender = mac
        broker._serve(memoryview(octets[:250]))
    if broker.ring.full():
        broker.ring.confirm(broker.ring.newest, False)

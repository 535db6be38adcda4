"""What arrived, held against what was taken."""

from datetime import datetime

from .conftest import Stage
from .listener import Listener, Message


def moment(message: Message) -> float:
    """Return a sample's own time."""
    return datetime.fromisoformat(message.fields["time"]).timestamp()


def seconds_off(listener: Listener, staged: Stage) -> float:
    """Return by how much the worst time of a sample is off the moment it was taken."""
    taken = staged.moments()
    arrived = zip(listener.heard(), listener.samples(), strict=True)
    return max(abs(moment(message) - taken[key]) for key, message in arrived)

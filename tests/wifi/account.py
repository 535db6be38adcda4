"""What arrived, held against what was taken."""

from datetime import datetime

from .conftest import Stage
from .listener import Listener, Message


def moment(message: Message) -> float:
    """Return a sample's own time."""
    return datetime.fromisoformat(message.fields["time"]).timestamp()


def seconds_off(listener: Listener, staged: Stage) -> float:
    """Return by how much the worst time of a sample is off the moment it was taken."""
    began = staged.home.ntp.time() - staged.home.clock.now()
    taken = {(key.epoch, key.number): began + at for key, at in staged.truth.taken.items()}
    return max(
        abs(moment(message) - taken[message.fields["epoch"], message.fields["sample"]])
        for message in listener.samples()
    )

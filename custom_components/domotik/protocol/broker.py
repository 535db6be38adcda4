"""What the host knows about one broker, whether the link is open or not."""

from collections import deque
from dataclasses import dataclass, field

from .inbox import Inbox
from .link import LOG_LINES, LinkCounters
from .messages import Hello, Stats


@dataclass(slots=True)
class Broker:
    """Outlives each opening of the port."""

    hello: Hello | None = None
    stats: Stats | None = None
    boot_id: int | None = None
    reboots: int = 0
    owned: list[str] = field(default_factory=list)
    inbox: Inbox = field(default_factory=Inbox)
    counters: LinkCounters = field(default_factory=LinkCounters)
    # The letters that this start of it has taken, by node and key.
    mail: dict[tuple[str, int], bytes] = field(default_factory=dict)
    log: deque[str] = field(default_factory=lambda: deque(maxlen=LOG_LINES))

    def see_boot(self, boot_id: int) -> bool:
        """Note which start of the broker speaks; tell whether it is another one."""
        before, self.boot_id = self.boot_id, boot_id
        if before in (None, boot_id):
            return False
        self.reboots += 1
        self.inbox.restart()
        # Another dict: an answer of the start before may still be on its way to this one.
        self.mail = {}
        return True

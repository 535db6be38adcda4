"""How broker and host stand an attack: what they answer, how late, and with what memory."""

import asyncio
import time
from dataclasses import dataclass, field

from campaign.host import Host
from campaign.stage import Stage
from custom_components.domotik.protocol.errors import DomotikError

PULSE_SECONDS = 0.01
ASK_SECONDS = 0.5
# The host would give the link up after two requests without an answer within 4 s each.
ANSWER_MAX_MS = 400.0
BLOCK_MAX_MS = 400.0


@dataclass(slots=True)
class Siege:
    """Watches while it runs; the host shares its loop with the whole simulation."""

    stage: Stage
    answers_ms: list[float] = field(default_factory=list)
    unanswered: int = 0
    longest_block_ms: float = 0.0
    free_heap: list[int] = field(default_factory=list)
    peers: int = 0

    async def watch(self) -> None:
        """Look again and again until cancelled."""
        await asyncio.gather(self._feel_pulse(), self._ask())

    def says(self) -> str:
        """Return what was seen."""
        host = self._host
        figures = [node.figures for node in host.table.nodes.values()]
        refused = sum(each.bad_frames + each.old_epochs + each.repeated_frames for each in figures)
        return (
            f"{refused} frames refused by the host, none accepted; requests answered after "
            f"{max(self.answers_ms):.0f} ms at most, host's loop held up for "
            f"{self.longest_block_ms:.0f} ms at most; the broker's free heap "
            f"{min(self.free_heap)} to {max(self.free_heap)} bytes, {self.peers} senders at most"
        )

    def broken(self) -> list[str]:
        """Return what should not have happened."""
        broker = self._host.session.broker
        found = [f"{self.unanswered} requests unanswered"] if self.unanswered else []
        found += [f"the broker restarted {broker.reboots} times"] if broker.reboots else []
        slow = max(self.answers_ms) > ANSWER_MAX_MS
        found += [f"an answer took {max(self.answers_ms):.0f} ms"] if slow else []
        blocked = self.longest_block_ms > BLOCK_MAX_MS
        return found + ([f"the host was held up {self.longest_block_ms} ms"] if blocked else [])

    @property
    def _host(self) -> Host:
        assert isinstance(self.stage.host, Host)
        return self.stage.host

    async def _feel_pulse(self) -> None:
        while True:
            due = time.monotonic() + PULSE_SECONDS
            await asyncio.sleep(PULSE_SECONDS)
            late = 1000 * (time.monotonic() - due)
            self.longest_block_ms = max(self.longest_block_ms, late)

    async def _ask(self) -> None:
        while True:
            asked = time.monotonic()
            try:
                await self._host.session.heard()
                self.answers_ms.append(1000 * (time.monotonic() - asked))
            except DomotikError:
                self.unanswered += 1
            if stats := self._host.session.broker.stats:
                self.free_heap.append(stats.free_heap)
                self.peers = max(self.peers, stats.peers)
            await asyncio.sleep(ASK_SECONDS)

"""Whatever gets lost, doubled or restarted: a letter is done only if it was carried out."""

import asyncio
import json
import struct
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from custom_components.domotik.protocol import items, wire
from custom_components.domotik.protocol.downlink import MARGIN
from custom_components.domotik.protocol.errors import MailboxFull
from custom_components.domotik.protocol.mailbox import Fate, Letter
from custom_components.domotik.protocol.messages import Received
from custom_components.domotik.protocol.outgoing import outgoing
from custom_components.domotik.protocol.table import NodeTable
from tests.node_frames import NODE, climate, report_frame, sealed_frame

MAC = NODE.hex(":")
KEY = bytes(range(16))
NOW = 1_800_000_000.0
SETTINGS = settings(max_examples=40, stateful_step_count=50, deadline=None)
KEYS = (wire.MAIL_INTERVAL, wire.MAIL_HEARTBEAT, wire.MAIL_IDENTIFY, wire.MAIL_RESTART)


class ModelNode:
    """What the firmware does with mail, and a record of what it has carried out."""

    def __init__(self) -> None:
        """Start with a fresh battery."""
        self.epoch = 0
        self.done: list[tuple[int, bytes]] = []  # epoch, frame
        self.new_battery()

    def new_battery(self) -> None:
        """Lose all memory but the epoch."""
        self.epoch += 1
        self.counter = self.number = 0
        self.seen: list[tuple[int, int]] = []  # counter, key
        self.untold: list[int] = []

    def take(self, frame: bytes, key: int) -> None:
        """Carry an item out, or not."""
        _, _, epoch, counter = wire.unpack_header(frame) or (0, 0, 0, 0)
        full = len(self.seen) == wire.MAIL_WINDOW
        lowest = min(self.seen, default=(0, 0))
        overtaken = any(
            known == counter or (its_key == key and known > counter)
            for known, its_key in self.seen
        )
        stuck = full and (counter < lowest[0] or lowest[0] in self.untold)
        if epoch != self.epoch or overtaken or stuck:
            return
        self.done.append((epoch, frame))
        self.seen = sorted([*self.seen, (counter, key)])[-wire.MAIL_WINDOW :]
        self.untold.append(counter)

    def report(self) -> bytes:
        """Return a sealed report that tells of at most four items."""
        told, self.untold = sorted(self.untold)[:4], sorted(self.untold)[4:]
        sample = wire.pack_sample(self.number, 0, [(wire.MAIL_APPLIED, each) for each in told])
        frame = report_frame(sample, oldest=0, epoch=self.epoch, counter=self.counter)
        self.counter += 1
        self.number += 1
        return sealed_frame(KEY, frame)


class Mail(RuleBasedStateMachine):
    """A host, brokers that hold what they once got, the air, and a node."""

    frames = Bundle("frames")
    reports = Bundle("reports")

    def __init__(self) -> None:
        """Start with a host that has never heard its node."""
        super().__init__()
        self.node = ModelNode()
        self.table = NodeTable()
        self.table.node(MAC).trust(KEY)
        self.disk: dict[str, Any] = self.table.as_dict()
        self.content: dict[bytes, bytes] = {}  # by nonce: what it sealed
        self.letters: list[tuple[Letter, set[bytes]]] = []  # and the frames it left in

    def _save(self) -> None:
        self.disk = json.loads(json.dumps(self.table.as_dict()))

    async def _saved(self) -> bool:
        self._save()
        return True

    async def _not_saved(self) -> bool:
        return False

    @rule(key=st.sampled_from(KEYS), value=st.integers(1, 200))
    def wish(self, key: int, value: int) -> None:
        """Leave a wish, saved at once."""
        item = items.Item(key, bytes((value,)))
        try:
            self.letters.append((self.table.node(MAC).send(item, NOW), set()))
        except MailboxFull:
            return
        self._save()

    @rule(target=frames, disk_works=st.booleans())
    def put(self, disk_works: bool) -> list[tuple[bytes, int]]:
        """Put what may leave into a broker."""
        save = self._saved if disk_works else self._not_saved
        posts = asyncio.run(outgoing(self.table, [MAC], NOW, save)) or []
        pending = {letter.item.key: letter for letter in self.table.node(MAC).mailbox.pending}
        for post in posts:
            self._note(post.frame, pending[post.key])
        return [(post.frame, post.key) for post in posts]

    def _note(self, frame: bytes, letter: Letter) -> None:
        """Check that a nonce seals one content, and remember what carries a letter."""
        nonce = frame[2 : wire.HEADER_SIZE]
        assert self.content.setdefault(nonce, frame) == frame
        for known, frames in self.letters:
            if known is letter:
                frames.add(frame)

    @rule(put=frames, place=st.integers(0, 3))
    def deliver(self, put: list[tuple[bytes, int]], place: int) -> None:
        """Hand a letter to the node: one of now or of any time before, once or again."""
        if place < len(put):
            self.node.take(*put[place])

    @rule(target=reports)
    def report(self) -> bytes:
        """Let the node report; whether that arrives is another matter."""
        return self.node.report()

    @rule(frame=reports)
    def arrive(self, frame: bytes) -> None:
        """Let the host hear a report, the first time or again."""
        self.table.node(MAC).apply(Received(1, 0, MAC, -60, frame), NOW)
        self._save()

    @rule()
    def hear(self) -> None:
        """Let the node report and the host hear it."""
        self.arrive(self.node.report())

    @rule()
    def expire(self) -> None:
        """Let time pass."""
        self.table.node(MAC).mailbox.expire(NOW + 10 * items.DAY)
        self._save()

    @rule()
    def new_battery(self) -> None:
        """Change the node's battery."""
        self.node.new_battery()

    @rule()
    def crash(self) -> None:
        """Start the host again on what is on the disk."""
        self.table = NodeTable.from_dict(json.loads(json.dumps(self.disk)))
        self.table.node(MAC).trust(KEY)
        again = self.table.node(MAC).mailbox.pending
        for place, (letter, frames) in enumerate(self.letters):
            for loaded in again:
                if loaded.as_list() == letter.as_list() and letter.fate is Fate.PENDING:
                    self.letters[place] = (loaded, frames)

    @invariant()
    def done_means_carried_out(self) -> None:
        """No letter is done of which no frame was carried out."""
        carried_out = {frame for _, frame in self.node.done}
        for letter, frames in self.letters:
            assert letter.fate is not Fate.DONE or frames & carried_out

    @invariant()
    def nothing_is_carried_out_twice(self) -> None:
        """No frame is carried out twice, nor a letter twice in an epoch."""
        assert len(self.node.done) == len(set(self.node.done))
        for _, frames in self.letters:
            epochs = [epoch for epoch, frame in self.node.done if frame in frames]
            assert len(epochs) == len(set(epochs))

    @invariant()
    def what_is_pending_can_still_be_carried_out(self) -> None:
        """No letter that left in this epoch is refused unseen."""
        node = self.node
        seen = [counter for counter, _ in node.seen]
        for letter in self.table.node(MAC).mailbox.pending:
            if letter.safe and self.table.node(MAC).epoch == node.epoch:
                counter = letter.counter or 0
                assert counter in seen or len(seen) < wire.MAIL_WINDOW or counter > min(seen)


Mail.TestCase.settings = SETTINGS
TestMail = Mail.TestCase


def test_frames_hold_epoch_and_counter_where_the_model_looks() -> None:
    frame = wire.pack_header(wire.MAIL, wire.SEALED, 7, 9)
    assert frame[2 : wire.HEADER_SIZE] == struct.pack("<IH", 7, 9)


class Backups(RuleBasedStateMachine):
    """A host that is started again, also from a backup: no nonce comes back for other content."""

    def __init__(self) -> None:
        """Start at the beginning of an epoch."""
        super().__init__()
        self.table = self.backup = started()
        self.counter = self.number = self.backed_up = 0
        self.sealed: dict[tuple[int, bytes], bytes] = {}

    async def _saved(self) -> bool:
        return True

    @rule()
    def hear(self) -> None:
        """Let the host hear the node."""
        self.counter += 1
        hear(self.table, self.counter)

    @rule()
    def miss(self) -> None:
        """Lose a frame of the node."""
        self.counter += 1

    @rule()
    def confirm(self) -> None:
        """Hand out a confirm."""
        body = self.table.node(MAC).confirm() or b""
        nonce = wire.ACK, body[: wire.CONFIRM_CLEAR_SIZE]
        assert self.sealed.setdefault(nonce, body) == body

    @rule(wishes=st.sampled_from((1, MARGIN)))
    def mail(self, wishes: int) -> None:
        """Let wishes leave that nobody has had before."""
        for _ in range(wishes):
            self.number += 1
            node = self.table.node(MAC)
            node.mailbox.expire(NOW + 10 * items.DAY)
            node.send(items.dead_band(1, self.number), NOW)
            for post in asyncio.run(outgoing(self.table, [MAC], NOW, self._saved)) or ():
                nonce = wire.MAIL, post.frame[2 : wire.HEADER_SIZE]
                assert self.sealed.setdefault(nonce, post.frame) == post.frame

    @rule()
    def restart(self) -> None:
        """Start the host again."""
        self.table = copied(self.table)

    @rule()
    def back_up(self) -> None:
        """Make a backup."""
        self.backup, self.backed_up = copied(self.table), self.counter

    @precondition(lambda self: self.counter > self.backed_up)
    @rule()
    def restore(self) -> None:
        """Bring the backup back, after the node has sent something."""
        self.table = copied(self.backup)


Backups.TestCase.settings = SETTINGS
TestBackups = Backups.TestCase


def started() -> NodeTable:
    """Return the table of a host that has heard its node from the start of an epoch."""
    table = NodeTable()
    table.node(MAC).trust(KEY)
    hear(table, 0)
    return table


def copied(table: NodeTable) -> NodeTable:
    """Return a table as it comes from the disk."""
    copy = NodeTable.from_dict(json.loads(json.dumps(table.as_dict())))
    copy.node(MAC).trust(KEY)
    return copy


def hear(table: NodeTable, counter: int) -> None:
    """Let the host hear the node's next report."""
    frame = report_frame(climate(counter), oldest=counter, epoch=1, counter=counter)
    table.node(MAC).apply(Received(1, 0, MAC, -60, sealed_frame(KEY, frame)), NOW)

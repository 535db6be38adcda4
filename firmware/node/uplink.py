"""The node's side of the radio: finding the broker, sending until acknowledged."""

import struct
import time

import epochs
import listening
import wire
from envelope import Envelope
from mail import Mail
from patience import MISSES_BEFORE, patience
from radio import BROADCAST, Radio
from store import NOBODY, Store

CHANNELS = (1, 6, 11, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13)
ATTEMPTS = 3
PROBE_MS = 20
MAIL_MS = 30
REPORTS_A_WAKE = 8
# Anybody can forge an ACK; only the host makes confirms. After so many answered wakes without one
# that deletes a sample, the node tries another broker and sends all again: first when an eighth of
# its memory is full, in the end (48 goes on from 24) twice before the oldest sample is pushed out.
UNPROVEN_SEARCHES = (6, 12, 24, 48)
ANSWER_SIZE = wire.HEADER_SIZE + wire.ACK_HEAD_SIZE  # and that of a PROBE_REPLY
SAMPLE_ROOM = wire.FRAME_MAX - wire.HEADER_SIZE - wire.TAG_SIZE - wire.REPORT_HEAD_SIZE


class Uplink:
    """One wake's talk with the broker; it leaves in the store what the next wake must know."""

    def __init__(self, radio: Radio, store: Store, interval: int, key: bytes, mail: Mail) -> None:
        self._radio = radio
        self._mail = mail
        self._key = key
        self._store = store
        self._interval = interval
        self._heard = self.answered = self._proven = False
        self._doubted = NOBODY  # a broker that a search passes over

    def report(self, announcement) -> None:  # type: ignore[no-untyped-def]
        """Announce unless that is done, and send what is unsent; search a broker that is lost.

        `announcement()` is the body of an ANNOUNCE as things are now.
        """
        self._radio.on(self._store.channel or CHANNELS[0])
        self._envelope = Envelope(self._key, self._radio.mac())
        try:
            if self._found():
                self._talk(announcement)
        finally:
            self._radio.off()

    def converse(self, turn) -> None:  # type: ignore[no-untyped-def]
        """Announce again and again; `turn()` takes what came, returns each body, None to end."""
        self._radio.on(self._store.channel or CHANNELS[0])
        try:
            body = turn()
            while body is not None:
                ack = self._exchange(wire.ANNOUNCE, body)
                if ack is not None:
                    self._settle(ack, [])
                body = turn()
        finally:
            self._radio.off()

    def told(self) -> str:
        """Return in a sentence how it went, for who watches the console after a start."""
        store = self._store
        if store.claimed and all(store.sent):
            return "reported to broker %s on channel %d" % (store.broker.hex(), store.channel)
        if self._heard:
            return (
                "a broker answers on channel %d, but takes no reports of this node yet"
                % store.channel
            )
        return "no broker answers"

    def _talk(self, announcement) -> None:  # type: ignore[no-untyped-def]
        """Deliver what waits; count the wakes in which nothing proved that the host hears it."""
        store = self._store
        if store.epoch == epochs.NONE:
            store.begin_epoch(epochs.next_epoch())
        self._deliver(announcement)
        if store.keep_word(time.time()):
            # Of mail that has just come: the next look may be hours away.
            self._deliver(announcement)
        if self._proven:
            store.prove()
        elif self.answered:
            store.unproven = (store.unproven if store.unproven < 48 else 24) + 1

    # --- Finding the broker ---

    def _found(self) -> bool:
        """Tell whether there is a broker to talk to, after searching if it is time."""
        store = self._store
        if store.broker != NOBODY and store.misses < MISSES_BEFORE:
            if store.unproven in UNPROVEN_SEARCHES:
                self._look_elsewhere()
            return True
        if self._try_known() or (not store.search_in and self._search()):
            store.misses = store.search_in = 0
            return True
        if store.search_in:
            store.search_in -= 1
        else:
            store.misses += 1
            store.search_in = patience(store.misses, self._interval)
        return False

    def _look_elsewhere(self) -> None:
        """Go back to the broker that brought confirms, or follow another one; send all again."""
        store = self._store
        if store.trusted not in (NOBODY, store.broker):
            store.broker, store.channel = store.trusted, store.trusted_channel
        else:
            self._doubted = store.broker
            self._search()
            self._doubted = NOBODY
        self._radio.tune(store.channel)
        store.send_all_again()

    def _try_known(self) -> bool:
        """Ask where the last confirm came from, and where a broker was heard; it costs little."""
        trusted, heard = self._store.trusted_channel, self._store.channel
        if trusted and trusted != heard and self._probe(trusted):
            return True
        return bool(heard) and self._probe(heard)

    def _search(self) -> bool:
        """Ask on every channel."""
        return any(self._probe(channel) for channel in CHANNELS)

    def _probe(self, channel: int) -> bool:
        """Ask on one channel; follow the broker that owns this node.

        Anybody can say so: the one that brought the last confirm may take its time.
        """
        store = self._store
        self._radio.tune(channel)
        # Not used up: a probe is nothing that the host could miss.
        counter = store.counter
        probe = wire.pack_header(wire.PROBE, self._flags(), store.epoch, counter)
        self._radio.send(BROADCAST, probe)
        deadline = time.ticks_add(time.ticks_ms(), PROBE_MS)
        found = False
        body = self._await(wire.PROBE_REPLY, counter, deadline)
        while body is not None:
            best = store.trusted in (NOBODY, self._doubted, self._radio.sender())
            if (best or not found) and self._follow(body):
                found = True
                if best:
                    break
                deadline = time.ticks_add(time.ticks_ms(), listening.LONGEST_MS)
            body = self._await(wire.PROBE_REPLY, counter, deadline)
        if found:
            self._radio.tune(store.channel)
        return found

    def _follow(self, body: bytes) -> bool:
        """Remember the channel of a broker that answered, and the broker if it is ours."""
        status, channel, _ = struct.unpack_from(wire.PROBE_REPLY_BODY, body)
        if channel not in CHANNELS or self._radio.sender() == self._doubted:
            return False
        if self._store.broker == NOBODY or status == wire.KEPT:
            self._store.channel = channel
        if status != wire.KEPT:
            return False
        self._store.broker = self._radio.sender()
        return True

    # --- Reporting ---

    def _deliver(self, announcement) -> None:  # type: ignore[no-untyped-def]
        """Announce unless the broker has it, then send what is unsent."""
        if self._announced(announcement):
            self._send_samples()

    def _announced(self, announcement) -> bool:  # type: ignore[no-untyped-def]
        """Announce unless the broker has it; tell whether the broker takes reports."""
        if self._store.announced:
            return True
        ack = self._exchange(wire.ANNOUNCE, announcement())
        # Before the ACK's mail is read, which may want another one.
        self._store.announced = 1
        if ack is None or not self._settle(ack, []):
            self._store.announced = 0
            return False
        return True

    def _send_samples(self) -> None:
        """Send reports until nothing is unsent, or the broker stops taking them."""
        for _ in range(REPORTS_A_WAKE):
            places = self._store.unsent(SAMPLE_ROOM)
            if not places:
                return
            head = struct.pack(wire.REPORT_HEAD, time.time(), self._store.oldest())
            body = head + b"".join([self._store.samples[place] for place in places])
            ack = self._exchange(wire.REPORT, body)
            if ack is None or not self._settle(ack, places):
                return

    def _settle(self, ack: bytes, places: "list[int]") -> bool:
        """Do what an ACK says; tell whether to go on."""
        store = self._store
        status, letters, boot_id = struct.unpack_from(wire.ACK_HEAD, ack)
        self._fetch(letters)
        if status == wire.NOT_MINE:
            store.forget_broker()
            return False
        store.claimed = 1
        if boot_id != store.boot_id:
            store.boot_id = boot_id
            store.send_all_again()
        for place in places if status == wire.KEPT else ():
            store.sent[place] = True
        self._forget_confirmed(ack[wire.ACK_HEAD_SIZE :])
        return status == wire.KEPT

    def _fetch(self, letters: int) -> None:
        """Take the mail that follows an ACK; what gets lost comes again after the next."""
        deadline = time.ticks_add(time.ticks_ms(), MAIL_MS)
        while letters:
            left = time.ticks_diff(deadline, time.ticks_ms())
            frame = self._radio.receive(left) if left > 0 else None
            if frame is None:
                return
            chunk = self._envelope.chunk(frame, self._store.epoch)
            if chunk:
                letters -= 1
                self._mail.chunks.append(chunk)
                continue
            item = self._envelope.mail(frame)
            if item:
                letters -= 1
                if item[0] == self._store.epoch:
                    self._mail.apply(item[1], item[2])

    def _forget_confirmed(self, confirm: bytes) -> None:
        """Delete what a confirm of this epoch covers."""
        opened = self._envelope.confirmed(confirm)
        if opened and opened[0] == self._store.epoch and self._store.confirm(opened[2]):
            self._proven = True

    def _exchange(self, kind: int, body: bytes) -> "bytes | None":
        """Send one frame, the same bytes each time, until its ACK comes; return the ACK's body."""
        store = self._store
        counter = store.next_counter()
        flags = self._flags() | self._envelope.flags
        header = wire.pack_header(kind, flags, store.epoch, counter)
        frame = self._envelope.close(kind, store.epoch, counter, header, body)
        began = time.ticks_ms()
        for attempt in range(ATTEMPTS):
            self._radio.send(store.broker, frame)
            deadline = time.ticks_add(time.ticks_ms(), listening.window_ms(store, attempt))
            ack = self._await(wire.ACK, counter, deadline)
            if ack is not None and ack[0] == wire.NOT_MINE:
                # A forger's would not keep the broker from answering too.
                deadline = time.ticks_add(time.ticks_ms(), listening.LONGEST_MS)
                ack = self._await(wire.ACK, counter, deadline) or ack
            if ack is not None:
                listening.learn(store, time.ticks_diff(time.ticks_ms(), began))
                store.misses = 0
                self.answered = True
                return ack
        store.failures += 1
        store.misses += 1
        return None

    def _flags(self) -> int:
        return wire.CLAIMED if self._store.claimed else 0

    def _await(self, kind: int, counter: int, deadline: int) -> "bytes | None":
        """Return the body of the answer to our frame, or None at the deadline."""
        while True:
            left = time.ticks_diff(deadline, time.ticks_ms())
            if left <= 0:
                return None
            frame = self._radio.receive(left)
            if frame is not None and len(frame) >= ANSWER_SIZE:
                header = wire.unpack_header(frame)
                if header and header[0] == kind and header[2:] == (self._store.epoch, counter):
                    self._heard = True
                    return bytes(frame[wire.HEADER_SIZE :])

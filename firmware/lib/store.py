"""What a node keeps over deep sleep: its place in the protocol, and samples until confirmed.

All of it lies in RTC memory behind a CRC; what does not check is a cold start.
"""

import struct
from binascii import crc32

import wire
from applied import SIZE, Applied
from machine import RTC

MEMORY = 2048
SAMPLES_MAX = 48
# epoch, counter, next number, broker's MAC, its channel, its boot id, wakes without an ACK, wakes
# until the next search, samples dropped, reports without an ACK, awake ms, faults, claimed by a
# broker, announced to it, answered wakes without a confirm, the broker that brought the last
# confirm, its channel, when a time server set the clock, its answers that were not believed, how
# long an ACK takes and how much that varies (ms / 8), signs of placement mode still to give, mail
# seen lately
HEAD = "<IHH6sBIHHHHHHBBB6sBIBHHH%ds" % SIZE
SIGN_S = 2  # between two signs of placement mode
PLACEMENT_MAX_S = 3600
NOBODY = b"\x00" * 6
NOTHING = b"\x00"  # as long as a sample whose length is 0
# Counters and numbers at which an epoch ends: when nothing is kept, and in any case.
NUMBERS_MAX = 0xF000
NUMBERS_LAST = 0xFF00


class Store:
    """A node's memory; `cold` tells that there was none."""

    def __init__(self) -> None:
        self._rtc = RTC()
        self.applied = Applied()
        # The sample that was kept last, also after it was confirmed.
        self.last = NOTHING
        self.samples: "list[bytes]" = []
        self.sent: "list[bool]" = []
        memory = self._rtc.memory()
        self.cold = len(memory) < 8 or struct.unpack_from("<I", memory)[0] != check(memory[4:])
        if self.cold:
            self._unpack_head(bytes(struct.calcsize(HEAD)))
        else:
            self._unpack(memory)

    def _unpack(self, memory: bytes) -> None:
        """Take over what the last wake left."""
        start = 4 + struct.calcsize(HEAD)
        self._unpack_head(memory[4:start])
        end = start + 1 + memory[start]
        self.last, start = memory[start:end], end
        while start < len(memory):
            end = start + 2 + memory[start + 1]
            self.sent.append(bool(memory[start]))
            self.samples.append(memory[start + 1 : end])
            start = end

    def _unpack_head(self, head: bytes) -> None:
        """Set the fields that HEAD lists."""
        (
            self.epoch,
            self.counter,
            self.next_number,
            self.broker,
            self.channel,
            self.boot_id,
            self.misses,
            self.search_in,
            self.dropped,
            self.failures,
            self.awake_ms,
            self.faults,
            self.claimed,
            self.announced,
            self.unproven,
            self.trusted,
            self.trusted_channel,
            self.clock_set,
            self.clock_doubts,
            self.ack_mean,
            self.ack_swing,
            self.signs,
            applied,
        ) = struct.unpack(HEAD, head)
        self.applied.unpack(applied)

    def save(self) -> None:
        """Put everything into RTC memory."""
        head = struct.pack(
            HEAD,
            self.epoch,
            self.counter,
            self.next_number,
            self.broker,
            self.channel,
            self.boot_id,
            min(self.misses, 0xFFFF),
            min(self.search_in, 0xFFFF),
            min(self.dropped, 0xFFFF),
            min(self.failures, 0xFFFF),
            min(self.awake_ms, 0xFFFF),
            self.faults,
            self.claimed,
            self.announced,
            self.unproven,
            self.trusted,
            self.trusted_channel,
            self.clock_set,
            self.clock_doubts,
            self.ack_mean,
            self.ack_swing,
            self.signs,
            self.applied.pack(),
        )
        kept = b"".join(bytes((sent,)) + sample for sent, sample in zip(self.sent, self.samples))
        memory = head + self.last + kept
        self._rtc.memory(struct.pack("<I", check(memory)) + memory)

    def keep(self, taken: int, objects: "list[tuple[int, int]]") -> None:
        """Keep a sample under the next number; the oldest make room for it, and are counted."""
        sample = self.last = wire.pack_sample(self.next_number, taken, objects)
        self.next_number += 1
        self.samples.append(sample)
        self.sent.append(False)
        while len(self.samples) > SAMPLES_MAX or self._size() > MEMORY:
            self.applied.untell(counters_in(self.samples[0]))
            self._forget_oldest()
            self.dropped += 1

    def keep_word(self, now: int) -> bool:
        """Keep a sample that tells of mail alone, if there is any to tell of."""
        counters = self.applied.tell()
        if counters:
            self._keep_aside(now, [(wire.MAIL_APPLIED, counter) for counter in counters])
        return bool(counters)

    def keep_sign(self, now: int) -> None:
        """Have something to send: the newest sample once more, or one of nothing."""
        if self.samples:
            self.sent[-1] = False
        else:
            self._keep_aside(now, [])

    def _keep_aside(self, now: int, objects: "list[tuple[int, int]]") -> None:
        """Keep a sample that is no look: the next look is compared with what was measured last."""
        last = self.last
        self.keep(now, objects)
        self.last = last

    def place(self, seconds: int) -> None:
        """Give signs for so long, so that a place for the board can be found; 0 ends it."""
        self.signs = min(seconds, PLACEMENT_MAX_S) // SIGN_S

    def _size(self) -> int:
        """Return the bytes that `save` will write."""
        head = 4 + struct.calcsize(HEAD) + len(self.last)
        return head + sum(map(len, self.samples)) + len(self.samples)

    def _forget_oldest(self) -> None:
        self.samples.pop(0)
        self.sent.pop(0)

    def oldest(self) -> int:
        """Return the number of the oldest sample kept, or the next one's."""
        return number_of(self.samples[0]) if self.samples else self.next_number

    def unsent(self, room: int) -> "list[int]":
        """Return the places of samples to send, newest first, that fit in `room` bytes."""
        places = []
        for place in range(len(self.samples) - 1, -1, -1):
            room -= 0 if self.sent[place] else len(self.samples[place])
            if room < 0:
                break
            if not self.sent[place]:
                places.append(place)
        return places

    def taken(self) -> int:
        """Return when the sample that was kept last was taken, 0 if there was none."""
        if self.last == NOTHING:
            return 0
        taken: int = struct.unpack_from(wire.SAMPLE_HEAD, self.last)[2]
        return taken

    def used_up(self) -> bool:
        """Tell whether a new epoch is due: before a number or counter could come again.

        It waits until nothing is kept, unless the last number is near.
        """
        highest = max(self.counter, self.next_number)
        return highest >= (NUMBERS_LAST if self.samples else NUMBERS_MAX)

    def begin_epoch(self, epoch: int) -> None:
        """Count frames and samples from 0 under an epoch that never was."""
        self.epoch = epoch
        self.counter = 0
        # The host counts anew under each epoch.
        self.applied.clear()
        self.samples = [renumbered(sample, number) for number, sample in enumerate(self.samples)]
        self.next_number = len(self.samples)
        self.send_all_again()

    def send_all_again(self) -> None:
        """Count no sample as sent."""
        self.sent = [False] * len(self.samples)

    def confirm(self, number: int) -> bool:
        """Forget the samples up to a number, which the host has; tell whether there were any."""
        before = len(self.samples)
        # Numbers don't wrap within an epoch, so an old confirm can't pass for one of the future;
        # a number that was never given to a sample says that the host has none yet.
        while self.samples and number_of(self.samples[0]) <= number < self.next_number:
            self._forget_oldest()
        return len(self.samples) < before

    def forget_broker(self) -> None:
        """Belong to nobody; whoever comes next gets all that is not confirmed."""
        self.broker = NOBODY
        self.claimed = self.announced = 0
        self.send_all_again()

    def prove(self) -> None:
        """Trust the broker that has just brought a confirm."""
        self.unproven = 0
        self.trusted, self.trusted_channel = self.broker, self.channel

    def next_counter(self) -> int:
        """Return the counter for another frame, kept before anything can go out under it."""
        counter = self.counter
        self.counter += 1
        self.save()
        return counter


def check(memory: bytes) -> int:
    """Return the CRC of a memory; one that firmware with another HEAD has left doesn't check."""
    return crc32(memory, struct.calcsize(HEAD))


def number_of(sample: bytes) -> int:
    """Return a packed sample's number."""
    return sample[1] | sample[2] << 8


def counters_in(sample: bytes) -> "list[int]":
    """Return the host counters that a packed sample tells of."""
    return [value for key, value in wire.unpack_objects(sample) if key == wire.MAIL_APPLIED]


def renumbered(sample: bytes, number: int) -> bytes:
    """Return a packed sample under another epoch, where the host's counters mean other mail."""
    _, _, taken = struct.unpack_from(wire.SAMPLE_HEAD, sample)
    objects = [each for each in wire.unpack_objects(sample) if each[0] != wire.MAIL_APPLIED]
    return wire.pack_sample(number, taken, objects)

"""An update by radio: the node asks for what it lacks, chunk by chunk, while it stays awake.

What it is offered lies in NVS until the new version has proved itself or was given up, so that
it goes on after any restart.
"""

import struct
import time

import settings
import start
import version
import wire
from beside import Beside, forget
from node import UPDATE_KEY as KEY

HEAD = "<BHB32sH"  # state, radio seconds and bad files so far, the offer; its version or a reason
FETCHING = 1
TRYING = 2
FAILED = 3
PAUSE_MS = 100  # the host needs it to put four chunks into the broker
EMPTY_MAX = 30  # answers without a chunk that end a session
BAD_FILES_MAX = 3
SESSION_S = 60
SESSION_MIN_S = 5
RADIO_MAX_S = 1200  # what one attempt may cost
BATTERY_MIN = 20
PROOFS = 8
PROOF_MS = 500


class Offer:
    """What NVS holds of an update."""

    def __init__(self) -> None:
        blob = settings.read_blob(KEY, 128)
        self.state = 0
        if len(blob) >= struct.calcsize(HEAD):
            head = struct.unpack_from(HEAD, blob)
            self.state, self.radio_s, self.bad, self.digest, self.size = head
            self.text = blob[struct.calcsize(HEAD) :].decode()

    def save(self) -> None:
        """Keep it."""
        head = struct.pack(HEAD, self.state, self.radio_s, self.bad, self.digest, self.size)
        settings.write_blob(KEY, head + self.text.encode())

    def spend(self, seconds: int) -> None:
        """Count radio beforehand: a power cut makes none of it free; ValueError: no more."""
        if self.radio_s >= RADIO_MAX_S:
            raise ValueError("given up after %d minutes of radio" % (RADIO_MAX_S // 60))
        self.radio_s += seconds
        self.save()

    def fail(self, reason: str) -> None:
        """Give the update up; the next ANNOUNCE tells why."""
        print("update:", reason)
        self.state, self.text = FAILED, reason[:40]
        self.save()
        forget()

    def news(self) -> str:
        """Return what an ANNOUNCE tells of it."""
        if self.state == FAILED:
            return wire.UPDATE_FAILED + self.text
        return wire.UPDATE_TRIAL if start.trial else ""


def accept(value: bytes) -> None:
    """Take an offer of the host; what is no newer than what runs is refused."""
    offer = Offer()
    offer.digest, offer.size = struct.unpack_from(wire.UPDATE_OFFER, value)
    text = value[struct.calcsize(wire.UPDATE_OFFER) :].decode()
    offer.state, offer.text = FETCHING, text
    offer.radio_s = offer.bad = 0
    if numbers(text) <= numbers(version.FIRMWARE):
        offer.fail("%s is not newer" % text)
    else:
        forget()
        offer.save()


def numbers(text: str) -> "list[int]":
    """Return a version as numbers that can be compared; other versions come before all."""
    try:
        return [int(part) for part in text.split(".")]
    except ValueError:
        return []


def weak(objects: "list[tuple[int, int]]") -> bool:
    """Tell whether a battery among the readings is too low to go on."""
    return any(known[0] == wire.BATTERY and known[1] <= BATTERY_MIN for known in objects)


def settle() -> Offer:
    """Return the offer, after looking how a trial ended."""
    offer = Offer()
    if offer.state == TRYING and not start.trial:
        if offer.text == version.FIRMWARE:
            settings.space().erase_key(KEY)
            offer.state = 0
        else:
            offer.fail("%s did not prove itself" % offer.text)
    return offer


def fetch(offer: Offer, mail, announce, uplink, milliseconds: int) -> bool:  # type: ignore[no-untyped-def]
    """Ask for what is lacking, for so long at most; tell whether all is here and takes over.

    `announce(text)` makes what the node asks with.
    """
    seconds = max(SESSION_MIN_S, min(SESSION_S, milliseconds // 1000))
    began = time.ticks_ms()
    end = time.ticks_add(began, seconds * 1000)
    try:
        offer.spend(seconds)
        beside = Beside(offer.digest, offer.size)
        if not beside.whole():
            uplink.converse(Session(offer, beside, mail, announce, end).turn)
        if not beside.whole():
            offer.radio_s -= max(0, seconds - time.ticks_diff(time.ticks_ms(), began) // 1000)
            offer.save()
            return False
        offer.state = TRYING
        offer.save()
        beside.take_over()
    except (ValueError, OSError) as error:
        offer.fail(str(error))
        return False
    return True


class Session:
    """One stretch of asking."""

    def __init__(self, offer: Offer, beside: Beside, mail, announce, end: int) -> None:  # type: ignore[no-untyped-def]
        self._offer = offer
        self._beside = beside
        self._mail = mail
        self._announce = announce
        self._end = end
        self._ahead: "dict[int, bytes]" = {}
        self._empty = 0

    def turn(self) -> "bytes | None":
        """Take what has come; return how to ask for more, None at the end."""
        beside = self._beside
        chunks, self._mail.chunks = self._mail.chunks, []
        before = beside.number, beside.have(), len(self._ahead)
        for chunk in chunks:
            self._take(chunk)
        self._write()
        moved = (beside.number, beside.have(), len(self._ahead)) != before
        self._empty = 0 if moved else self._empty + 1
        over = time.ticks_diff(self._end, time.ticks_ms()) <= 0
        if beside.whole() or self._empty > EMPTY_MAX or over:
            return None
        time.sleep_ms(PAUSE_MS)
        return self._announce(self._want())

    def _take(self, chunk: bytes) -> None:
        """Keep a chunk of the wanted file until those before it are here."""
        number, place = struct.unpack_from(wire.CHUNK_HEAD, chunk, 1)
        first = self._first()
        if number == self._beside.number and first <= place <= first + wire.CHUNKS_AHEAD:
            self._ahead[place] = chunk[1 + struct.calcsize(wire.CHUNK_HEAD) :]

    def _write(self) -> None:
        """Bring to flash what is next, and go on to the next file with the last byte."""
        beside = self._beside
        content = b""
        place = self._first()
        while place in self._ahead:
            content += self._ahead.pop(place)
            place += 1
        if content:
            beside.add(content)
        if beside.have() >= beside.size:
            self._ahead.clear()
            if not beside.end():
                self._offer.bad += 1
                self._offer.save()
                if self._offer.bad > BAD_FILES_MAX:
                    raise ValueError("file %d comes damaged" % beside.number)

    def _first(self) -> int:
        """Return the place of the first chunk that is missing."""
        return self._beside.have() // wire.CHUNK_SIZE

    def _want(self) -> str:
        first = self._first()
        bits = 0
        for place in self._ahead:
            bits |= 1 << place - first - 1
        number, digest = self._beside.number, self._beside.digest[:2].hex()
        return "%s%02x%04x%02x%s" % (wire.UPDATE_WANTS, number, first, bits & 0xFF, digest)


class Proof:
    """A trial's end: the host has confirmed a sample that this version took and sent."""

    def __init__(self, store, number: int, announce) -> None:  # type: ignore[no-untyped-def]
        self._store = store
        self._number = number
        self._announce = announce
        self._left = PROOFS

    def run(self, uplink) -> bool:  # type: ignore[no-untyped-def]
        """Wait for the confirm; tell whether it came."""
        if not self._confirmed():
            uplink.converse(self._turn)
        if not self._confirmed():
            return False
        start.prove()
        settle()
        # At once: the next look may be minutes away.
        self._left = 1
        uplink.converse(self._last_word)
        return True

    def _last_word(self) -> "bytes | None":
        self._left -= 1
        return None if self._left < 0 else self._announce("")

    def _turn(self) -> "bytes | None":
        self._left -= 1
        if self._confirmed() or self._left < 0:
            return None
        time.sleep_ms(PROOF_MS)
        return self._announce(wire.UPDATE_TRIAL)

    def _confirmed(self) -> bool:
        oldest = self._store.oldest()
        return wire.newer(oldest, self._number)

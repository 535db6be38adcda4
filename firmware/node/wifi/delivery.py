"""Taking what a node keeps to an MQTT server: in order, and forgotten only when it has it."""

import gc
import json
import time

import epochs
import machine
from patience import MISSES_BEFORE, patience
from store import Store, number_of

from wifi import Failed, clock, fields
from wifi.discovery import RESET_CAUSES, describe
from wifi.mqtt import DONE, DUP, FAILURE, NOBODY_LISTENS, RETAIN, Mqtt, meaning
from wifi.station import Station

# Above all numbers that samples give their messages.
DESCRIPTION_NUMBER = 0xFFFF
# Whoever reads the description for the first time needs a moment to listen.
LISTENING_MS = 2000
LISTENING_STEP_MS = 250
ASK_TIME_S = 3600

_standing: "list[Delivery]" = []


def standing(stored: dict) -> "Delivery":
    """Return the way to the server: one for as long as this program runs."""
    if not _standing:
        _standing.append(Delivery(stored))
    return _standing[0]


class Delivery:
    """The way to the server; what the next look must know it leaves in the store."""

    def __init__(self, stored: dict) -> None:
        self._stored = stored
        # A node that stays awake keeps the connection between two looks.
        self._stays = stored["power"] == "mains"
        self._described = machine.reset_cause() == machine.DEEPSLEEP_RESET
        mqtt = stored["mqtt"]
        self._ident = machine.unique_id().hex()
        self._topic = mqtt.get("topic") or "domotik/" + self._ident
        self._names = fields.NAMES[mqtt.get("fields", "standard")]
        self._station = Station(stored["wifi"])
        self._server = Mqtt(mqtt)

    def deliver(self, store: Store, objects: "list[int]") -> None:
        """Deliver all that is kept; what stands in the way is printed, and nothing is lost.

        `objects` are the ids of all that this node's sensors can tell.
        """
        if store.search_in:
            store.search_in -= 1
            return
        try:
            self._station.join()
            self._set_clock(store)
            self._open(store)
            self._send_samples(store, self._describe(store, objects))
            store.misses = 0
        except (Failed, OSError) as failure:
            print("Wi-Fi:", failure, "- %d samples wait" % len(store.samples))
            self._pause(store)
        if not self._stays:
            self._server.disconnect()
            self._station.leave()

    def told(self, store: Store) -> str:
        """Return in a sentence how it went, for who watches the console after a start."""
        if store.misses:
            return "nothing delivered yet, %d samples wait" % len(store.samples)
        return "delivered to %s on %s" % (self._server.name, self._topic)

    def _pause(self, store: Store) -> None:
        """Count a look in vain, and try ever more rarely."""
        store.failures += 1
        store.misses += 1
        if store.misses >= MISSES_BEFORE and not self._stays:
            store.search_in = patience(store.misses, self._stored["interval"])

    def _set_clock(self, store: Store) -> None:
        """Set the clock; without one no sample has a time to go out with."""
        if self._stays and store.clock_set and time.time() - store.clock_set < ASK_TIME_S:
            return
        try:
            clock.sync(self._stored["ntp"], store)
        except Failed as failure:
            if not store.clock_set:
                raise
            print("Wi-Fi:", failure, "- the clock goes on by itself")

    def _open(self, store: Store) -> None:
        """Connect, unless a connection stands; say who is here."""
        if self._server.alive():
            return
        status = self._topic + "/status"
        keepalive = min(0xFFFF, 2 * self._stored["interval"] + 60)
        known = self._server.connect(
            "domotik-" + self._ident, status, self._status("offline"), keepalive
        )
        self._server.tell(status, self._status("online"))
        if not known:
            # A server that forgot this client may have forgotten what it retained, too.
            store.announced = 0

    def _status(self, status: str) -> str:
        cause = RESET_CAUSES[machine.reset_cause()]
        rssi = self._station.rssi()
        return json.dumps({"status": status, "rssi": rssi, "reset_cause": cause})

    def _describe(self, store: Store, objects: "list[int]") -> bool:
        """Describe this node to Home Assistant when it may not know; tell whether it was done."""
        prefix = self._stored["mqtt"].get("discovery", "homeassistant")
        if not prefix or (store.announced and self._described):
            return False
        # What comes is long, and wants a long piece of the heap.
        gc.collect()
        topic = "%s/device/domotik/%s/config" % (prefix, self._ident)
        text = describe(self._stored, self._ident, self._topic, self._names, objects)
        answer = self._server.publish(topic, text, DESCRIPTION_NUMBER, RETAIN)
        if answer >= FAILURE:
            raise Failed("%s refused: %s" % (topic, meaning(answer)))
        store.announced = 1
        self._described = True
        return True

    def _send_samples(self, store: Store, described: bool) -> None:
        """Send from the oldest on; each is forgotten when the server has taken it."""
        if store.epoch == epochs.NONE:
            store.begin_epoch(epochs.next_epoch())
        node = self._stored["name"] or self._ident
        while store.samples:
            sample = store.samples[0]
            number = number_of(sample)
            flags = DUP if store.sent[0] else 0
            store.sent[0] = True
            store.save()
            text = fields.encode(sample, store.epoch, time.time(), node, self._names)
            self._take(self._publish(text, number + 1, flags, described))
            store.confirm(number)
            store.save()
            described = False

    def _publish(self, text: str, number: int, flags: int, described: bool) -> int:
        """Return the server's answer; a listener that was just told of us may come late."""
        answer = self._server.publish(self._topic, text, number, flags)
        waited = 0
        while answer == NOBODY_LISTENS and described and waited < LISTENING_MS:
            time.sleep_ms(LISTENING_STEP_MS)
            waited += LISTENING_STEP_MS
            answer = self._server.publish(self._topic, text, number, flags)
        return answer

    def _take(self, answer: int) -> None:
        """Raise what an answer to a sample means, unless the sample is in good hands."""
        if answer == NOBODY_LISTENS:
            raise Failed("nobody listens on %s" % self._topic)
        if answer != DONE:
            raise Failed("%s refused: %s" % (self._topic, meaning(answer)))

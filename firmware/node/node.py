"""A node's look: measure, keep, report; then it sleeps, or waits where there is mains power."""

import struct
import sys
import time

import epochs
import machine
import settings
import start
import version
import wire
from bands import moved, steps
from measure import Sensors
from store import NOTHING, SAMPLES_MAX, SIGN_S, Store

DEFAULTS = {
    "name": "",
    "model": "",
    "channel": 0,
    "interval": 300,
    "heartbeat": 900,
    "console": 2,
    "power": "battery",
    "cpu_mhz": 160,
    "broker": "",
    "key": "",
    "led": -1,
    "dead_bands": {},
    "transport": "espnow",
    "wifi": {},
    "mqtt": {},
    "ntp": "pool.ntp.org",
    "sensors": [
        {"chip": "bme280", "scl": 26, "sda": 25, "address": 0x76},
        {"chip": "bh1750", "scl": 33, "sda": 32, "address": 0x23},
        {"chip": "battery", "pin": 35, "ratio": 2},
    ],
}
ANSWER_MS = 50  # how long the LED shows an answer in placement mode
FIRST_SIGNS = 2  # of a node that has just been started
UPDATE_KEY = "update"
HEALTH_EVERY = 12  # samples between two that carry the node's own figures
# Longer than the longest look: one that blinks for as long as mail can ask for.
WATCHDOG_MS = 330_000
SENSORS_TEXT_MAX = 120  # with the longest model and a tag it fits a frame


class Node:
    """A board for one look."""

    def __init__(self, stored: dict, sensors: Sensors) -> None:
        self._settings = stored
        self._sensors = sensors
        self._store = Store()
        if self._store.cold:
            # Mail that is sealed for its new epoch comes with the answer to one of them.
            self._store.signs = 0 if stored["transport"] == "mqtt" else FIRST_SIGNS
            self._store.channel = stored["channel"]
            self._store.broker = bytes.fromhex(stored["broker"]) or self._store.broker
        if self._store.cold or self._store.used_up():
            self._store.begin_epoch(epochs.NONE)

    def wake(self) -> int:
        """Look, or give a sign of where the board is; return the seconds until the next wake."""
        self._look(self._only_a_sign())
        interval: int = self._settings["interval"]  # mail may have changed it
        return min(SIGN_S, interval) if self._store.signs else interval

    def _only_a_sign(self) -> bool:
        """Count placement mode down; tell whether no look is due meanwhile."""
        store = self._store
        interval = self._settings["interval"]
        if not store.signs or store.last == NOTHING:
            return False
        left = store.signs * SIGN_S
        store.signs -= 1
        return left % interval >= SIGN_S

    def _look(self, sign: bool) -> None:
        """Measure and keep the sample, unless a sign is all that is due, and tell the broker."""
        started = time.ticks_ms()
        store = self._store
        if sign:
            store.keep_sign(time.time())
        if not sign or self._has_inputs():
            self._measure()
        store.keep_word(time.time())
        if self._settings["transport"] == "mqtt":
            self._to_server()
        elif start.trial or not all(store.sent) or self._fetching():
            self._to_broker(started)
        store.awake_ms = time.ticks_diff(time.ticks_ms(), started)
        store.save()

    def _has_inputs(self) -> bool:
        """Tell whether a sensor wakes the board, and so has to be asked at every wake."""
        import wirings

        return any(each["chip"] in wirings.INPUTS for each in self._settings["sensors"])

    def _measure(self) -> None:
        """Keep what the sensors read, if it is worth a sample."""
        objects, faults = self._sensors.look()
        if self._worth(objects, faults):
            self._store.keep(time.time(), objects + self._health(faults))

    def _fetching(self) -> bool:
        """Tell whether an update is under way: offered, or on trial until now."""
        return settings.read_blob(UPDATE_KEY, 128)[:1] in (b"\x01", b"\x02")

    def _to_broker(self, started: int) -> None:
        """Report by ESP-NOW, and do what the answer brings."""
        from led import blink
        from mail import Mail
        from radio import Radio
        from uplink import Uplink

        store = self._store
        store.save()
        key = bytes.fromhex(self._settings["key"])
        mail = Mail(self._settings, store, self._sensors)
        uplink = Uplink(Radio(), store, self._settings["interval"], key, mail)
        uplink.report(self._announcement)
        if machine.reset_cause() != machine.DEEPSLEEP_RESET:
            print("Domotik:", uplink.told())
        store.save()
        if store.signs and uplink.answered and self._settings["led"] >= 0:
            blink(self._settings["led"], 1, ANSWER_MS)
        if start.trial or self._fetching():
            self._update(uplink, mail, started)
        mail.finish()

    def _update(self, uplink, mail, started: int) -> None:  # type: ignore[no-untyped-def]
        """Go on with an update, or prove the version that runs on trial."""
        import update

        store = self._store
        if start.trial:
            if update.Proof(store, store.next_number - 1, self._announcement).run(uplink):
                store.announced = 0
            # Asleep a board starts anew by itself, and each start is counted.
            mail.restart |= start.trial and self._settings["power"] == "mains"
            return
        offer = update.settle()
        if offer.state == update.FETCHING and update.weak(wire.unpack_objects(store.last)):
            offer.fail("the battery is too low")
        left = self._settings["interval"] * 1000 - time.ticks_diff(time.ticks_ms(), started)
        if offer.state == update.FETCHING:
            mail.restart |= update.fetch(offer, mail, self._announcement, uplink, left)
        if offer.state == update.FAILED:
            store.announced = 0
        store.save()

    def _to_server(self) -> None:
        """Deliver by Wi-Fi, if there is something to deliver or a connection to keep."""
        if self._store.samples or self._settings["power"] == "mains":
            from wifi.delivery import standing

            self._store.save()
            way = standing(self._settings)
            way.deliver(self._store, self._sensors.objects())
            if machine.reset_cause() != machine.DEEPSLEEP_RESET:
                print("Domotik:", way.told(self._store))

    def _worth(self, objects: "list[tuple[int, int]]", faults: int) -> bool:
        """Tell whether this look is worth a sample: something moved, or the heartbeat is due."""
        store = self._store
        # Half a look early rather than half a look late.
        due = store.taken() + self._settings["heartbeat"] - self._settings["interval"] // 2
        pressed = start.trial or any(known[0] == wire.BUTTON for known in objects)
        if store.last == NOTHING or faults != store.faults or pressed or time.time() >= due:
            return True
        return moved(store.last, objects, steps(self._settings["dead_bands"]))

    def _health(self, faults: int) -> "list[tuple[int, int]]":
        """Return the node's own figures when they are due, and faults when they change."""
        store = self._store
        objects = []
        due = store.next_number % HEALTH_EVERY == 0 or len(store.samples) == SAMPLES_MAX
        if due:
            objects.append((wire.AWAKE, min(store.awake_ms, 0xFFFF)))
            objects.append((wire.SEND_FAILURES, min(store.failures, 0xFFFF)))
            objects.append((wire.DROPPED_SAMPLES, min(store.dropped, 0xFFFF)))
            objects.append((wire.RESET_CAUSE, machine.reset_cause()))
        if due or faults != store.faults:
            objects.append((wire.SENSOR_FAULTS, faults))
        store.faults = faults
        return objects

    def _announcement(self, news: "str | None" = None) -> bytes:
        """Return the body of an ANNOUNCE, with what an update has to tell."""
        if news is None:
            news = self._update_news()
        head = struct.pack(
            wire.ANNOUNCE_HEAD, self._settings["interval"], self._settings["heartbeat"]
        )
        texts = settings.model(self._settings), version.FIRMWARE, describe(self._settings), news
        return head + wire.pack_texts(*texts)

    def _update_news(self) -> str:
        """Return how an update stands, empty when there is none."""
        if not settings.read_blob(UPDATE_KEY, 128):
            return ""
        from update import Offer

        return Offer().news()


def describe(stored: dict) -> str:
    """Return the sensors' names, and behind a question mark which setting was refused."""
    entries = []
    for sensor in stored["sensors"]:
        entry = sensor["chip"] + (" " + sensor["battery"] if "battery" in sensor else "")
        entries.append(entry + ("?" + sensor["refused"] if "refused" in sensor else ""))
    refused = stored.get("refused", ())
    entries += ["?" + name for name in refused if not name.startswith("sensor ")]
    text = ",".join(entries)
    return text if len(text) <= SENSORS_TEXT_MAX else text[: text.rfind(",", 0, SENSORS_TEXT_MAX)]


def review_sensors(stored: dict) -> list:
    """Mend the list of sensors; return the mistakes in it."""
    import wirings

    mistakes = wirings.review(stored)
    inputs = [
        (number, sensor)
        for number, sensor in enumerate(stored["sensors"], 1)
        if sensor["chip"] in wirings.INPUTS and "refused" not in sensor
    ]
    if inputs and stored["power"] == "battery":
        import waking

        for place, key, sentence in waking.review([sensor for _, sensor in inputs]):
            number, sensor = inputs[place]
            sensor["refused"] = key
            name = "sensor %d: " % number
            mistakes.append((name + key, name + sentence))
    return mistakes


def set_frequency(hertz: int) -> None:
    """Let the CPU run at a frequency; a chip that can't says so, and goes on as it is."""
    if machine.freq() != hertz:
        try:
            machine.freq(hertz)
        except ValueError as error:
            print("cpu_mhz:", error)


def sleep(interval: int, started: int, inputs: list) -> None:
    """Sleep until the next look is due, or an input wakes the board."""
    if inputs:
        import waking

        waking.arm(inputs)
    awake = time.ticks_diff(time.ticks_ms(), started)
    machine.deepsleep(max(1, interval * 1000 - awake))


def main() -> None:
    """Look and sleep; after any start but a wake the console stays open for a while first."""
    stored = settings.load(DEFAULTS, review_sensors)
    if machine.reset_cause() != machine.DEEPSLEEP_RESET:
        print("Domotik node", version.FIRMWARE, "- Ctrl-C within", stored["console"], "s stops it")
        time.sleep(stored["console"])
    # A look that hangs would empty a battery in days. On trial a shorter one watches.
    watchdog = None if start.trial else machine.WDT(timeout=WATCHDOG_MS)
    set_frequency(stored["cpu_mhz"] * 1_000_000)
    sensors = Sensors(stored["sensors"])
    while True:
        started = time.ticks_ms()
        pause = stored["interval"]
        try:
            pause = Node(stored, sensors).wake()
        except Exception as error:
            # A node that stopped at a failure would empty its battery at the prompt.
            sys.print_exception(error)
            if start.trial:
                start.go_back()
        if stored["power"] == "mains":
            import mains

            watchdog = watchdog or machine.WDT(timeout=WATCHDOG_MS)
            mains.wait(pause, started, sensors.inputs, watchdog)
        else:
            sleep(pause, started, sensors.inputs)

"""A look at all sensors: every conversion is started, then each is read when it is ready."""

import time

import machine
import sensors
import wire

DOZE_MIN_MS = 20  # shorter, and falling asleep costs what it saves


class Sensors:
    """A node's sensors; they stay from look to look on a node that does."""

    def __init__(self, wirings: list) -> None:
        self._places = [Place(number, wiring) for number, wiring in enumerate(wirings)]
        self._first = True
        self.inputs: list = []

    def look(self) -> "tuple[list[tuple[int, int]], int]":
        """Return (objects, faults); bit n of faults is set when sensor n gave no reading."""
        for place in self._places:
            place.make()
        self._ask_inputs()
        for place in self._places:
            place.start()
        for place in self._places:
            place.finish()
        objects = [known for place in self._places for known in place.read or ()]
        for place in self._places:
            if hasattr(place.sensor, "learn"):
                place.sensor.learn(objects)  # type: ignore[attr-defined]
        faults = sum([1 << place.number for place in self._places if place.read is None])
        return objects + missing(self._places), faults

    def objects(self) -> "list[int]":
        """Return the ids of all objects that these sensors can give, in their order."""
        return [object_id for place in self._places for object_id in place.objects]

    def volts(self, number: int) -> "int | None":
        """Return the mV that a sensor read at the last look, if it is one that can tell."""
        places = self._places[number : number + 1]
        return getattr(places[0].sensor, "volts", None) if places else None

    def renew(self, number: int, wiring: dict) -> None:
        """Make a sensor anew at the next look, by other settings."""
        self._places[number] = Place(number, wiring)

    def _ask_inputs(self) -> None:
        """Let those sensors know of it that woke the board."""
        self.inputs = [place.sensor for place in self._places if hasattr(place.sensor, "awaits")]
        if self.inputs and self._first:
            import waking

            waking.note(self.inputs)
        self._first = False


class Place:
    """One entry of the list of sensors, and what a look got of it; None after a failure."""

    def __init__(self, number: int, wiring: dict) -> None:
        self.number = number
        self.objects: "tuple[int, ...]" = ()
        self.sensor = None
        self.read: "list[tuple[int, int]] | None" = None
        self._wiring = wiring
        self._ready = 0

    def make(self) -> None:
        """Load the chip's file and make its sensor, unless there is one."""
        self.read = None
        if self.sensor is None:
            try:
                kind = sensors.kind(self._wiring)
                self.objects = kind.objects
                self.sensor = kind(self._wiring)
                self.objects = self.sensor.objects  # type: ignore[attr-defined]
            except Exception as error:
                self._complain(error)

    def start(self) -> None:
        """Begin the conversion; its sensor is expected to answer from here on."""
        if self.sensor is not None:
            try:
                wait = self.sensor.start()
                # From here on: beginning takes its time too.
                self._ready = time.ticks_add(time.ticks_ms(), wait)
                self.read = []
            except Exception as error:
                self._complain(error)

    def finish(self) -> None:
        """Wait until the conversion is over, and read."""
        if self.read is not None:
            wait_until(self._ready)
            try:
                self.read = self.sensor.read()  # type: ignore[attr-defined]
            except Exception as error:
                self.read = None
                self._complain(error)

    def _complain(self, error: Exception) -> None:
        """Print why a sensor gives nothing: a failure of one must not stop the others."""
        print("sensor %d (%s):" % (self.number + 1, self._wiring["chip"]), error)


def wait_until(ready: int) -> None:
    """Wait for a conversion; on a wake, which nobody talks to, in light sleep if it pays."""
    left = time.ticks_diff(ready, time.ticks_ms())
    if left >= DOZE_MIN_MS and machine.reset_cause() == machine.DEEPSLEEP_RESET:
        machine.lightsleep(left)
        # The clock that ends a sleep is not exact.
        left = time.ticks_diff(ready, time.ticks_ms())
    time.sleep_ms(max(0, left))


def missing(places: "list[Place]") -> "list[tuple[int, int]]":
    """Return an object for each that gave no reading, where a later sensor gave the same one.

    Without it the later one would be taken for the first.
    """
    found = []
    seen: "dict[int, int]" = {}
    gaps: "dict[int, list[int]]" = {}
    for place in places:
        read = [known[0] for known in place.read or ()]
        for object_id in place.objects:
            instance = seen.get(object_id, 0)
            seen[object_id] = instance + 1
            if object_id not in read:
                gaps.setdefault(object_id, []).append(instance)
            else:
                found += [object_id | gap << 8 for gap in gaps.pop(object_id, ())]
    return [(wire.MISSING, gap) for gap in found]

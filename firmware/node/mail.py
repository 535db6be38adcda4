"""Mail: what the host wants of this node, each item opened, carried out once, and remembered."""

import struct

import machine
import settings
import wire
from applied import TOLD, UNTOLD
from bands import BANDS
from led import blink

BLINK_MS = 250


class Mail:
    """Applies items to a node's settings and store; what must wait for the end is remembered."""

    def __init__(self, stored: dict, store, sensors) -> None:  # type: ignore[no-untyped-def]
        self._settings = stored
        self._sensors = sensors
        self._store = store
        self.restart = False
        self.chunks: "list[bytes]" = []
        self.identify_s = 0

    def apply(self, counter: int, body: bytes) -> None:
        """Carry out an item once; one that can't be changes nothing and is never told of."""
        if not body or not self._store.applied.takes(counter, body[0]):
            return
        state = UNTOLD
        try:
            self._carry_out(body[0], body[1:])
        except (IndexError, ValueError) as error:
            print("mail:", error)
            state = TOLD
        self._store.applied.note(counter, body[0], state)

    def _carry_out(self, key: int, value: bytes) -> None:
        if key == wire.MAIL_INTERVAL:
            self._set("interval", struct.unpack("<H", value)[0])
        elif key == wire.MAIL_HEARTBEAT:
            self._set("heartbeat", struct.unpack("<H", value)[0])
        elif key == wire.MAIL_IDENTIFY:
            self._identify(value[0])
        elif key == wire.MAIL_RESTART:
            self.restart = True
        elif key == wire.MAIL_ANNOUNCE:
            self._store.announced = 0
        elif key == wire.MAIL_PLACEMENT:
            self._store.place(struct.unpack("<H", value)[0])
        elif key & 0xF0 in (wire.MAIL_DRY, wire.MAIL_WET):
            self._calibrate(key & 0x0F, "dry" if key < wire.MAIL_WET else "wet")
        elif key == wire.MAIL_UPDATE:
            import update

            update.accept(value)
            self._store.announced = 0
        elif key & wire.MAIL_DEAD_BAND:
            self._set_band(key, struct.unpack("<I", value)[0])
        else:
            raise ValueError("unknown key %d" % key)

    def _set(self, name: str, value: int) -> None:
        """Change a setting for good, and tell the host by a new ANNOUNCE."""
        if value < 1:
            raise ValueError("%s of %d" % (name, value))
        self._settings[name] = value
        self._store.announced = 0
        settings.save(self._settings)

    def _set_band(self, key: int, steps: int) -> None:
        """Change an object's dead band for good."""
        for name, (known, steps_a_unit, _) in BANDS.items():
            if known | wire.MAIL_DEAD_BAND == key:
                bands = dict(self._settings["dead_bands"])
                bands[name] = steps / steps_a_unit
                self._settings["dead_bands"] = bands
                settings.save(self._settings)
                return
        raise ValueError("no dead band for key %d" % key)

    def _identify(self, seconds: int) -> None:
        """Blink when this wake has done all else."""
        if self._settings["led"] < 0:
            raise ValueError("no led to identify by")
        self.identify_s = seconds

    def _calibrate(self, number: int, point: str) -> None:
        """Take a probe's present reading as one of its two points."""
        import calibration

        calibration.take(self._settings, self._sensors, number, point)
        self._store.announced = 0

    def finish(self) -> None:
        """Do what takes time or ends this wake, when everything else is done."""
        if self.identify_s:
            blink(self._settings["led"], self.identify_s * 500 // BLINK_MS, BLINK_MS)
        if self.restart:
            machine.reset()

"""`network`: just enough Wi-Fi to run ESP-NOW on it."""

import _board
import _ops

STA_IF = 0
AP_IF = 1


class WLAN:
    IF_STA = 0
    IF_AP = 1
    PM_NONE = 0
    PM_PERFORMANCE = 1
    PM_POWERSAVE = 2
    PROTOCOL_DEFAULT = 7
    PROTOCOL_LR = 8

    _active = [False, False]
    _settings = {"channel": 1, "pm": PM_PERFORMANCE, "txpower": 20, "protocol": 7}

    def __init__(self, interface_id=STA_IF):
        self._interface = interface_id

    def active(self, state=None):
        if state is None:
            return self._active[self._interface]
        self._active[self._interface] = bool(state)
        self._apply()

    def _apply(self):
        _board.call(_ops.WIFI, bytes((any(self._active), self._settings["channel"])))

    def config(self, name=None, **settings):
        if name == "mac":
            return _board.call(_ops.MAC)
        if name:
            return self._settings[name]
        if not self._active[self._interface]:
            raise OSError("Wifi Not Started")
        if not 1 <= settings.get("channel", 1) <= 14:
            raise OSError(0x102, "ESP_ERR_INVALID_ARG")
        self._settings.update(settings)
        self._apply()

    def disconnect(self):
        if not self._active[self._interface]:
            raise OSError("Wifi Not Started")

    def isconnected(self):
        return False

    def status(self):
        return 1000


PM_NONE = WLAN.PM_NONE

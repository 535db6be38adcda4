"""`network`: Wi-Fi as ESP-NOW needs it, and a station that joins a simulated access point.

What a joined board sends goes over this machine's own network.
"""

import struct

import _board
import _ops

STA_IF = 0
AP_IF = 1
STAT_NO_AP_FOUND = 201
STAT_WRONG_PASSWORD = 202
STAT_IDLE = 1000
STAT_CONNECTING = 1001
STAT_GOT_IP = 1010


class WLAN:
    IF_STA = 0
    IF_AP = 1
    PM_NONE = 0
    PM_PERFORMANCE = 1
    PM_POWERSAVE = 2
    PROTOCOL_DEFAULT = 7
    PROTOCOL_LR = 8

    _active = [False, False]
    _settings = {
        "channel": 1,
        "pm": PM_PERFORMANCE,
        "txpower": 20,
        "protocol": 7,
        "reconnects": -1,
    }

    def __init__(self, interface_id=STA_IF):
        self._interface = interface_id

    def active(self, state=None):
        if state is None:
            return self._active[self._interface]
        self._active[self._interface] = bool(state)
        if not state and self._interface == STA_IF:
            _board.call(_ops.WIFI_LEAVE)
        self._apply()

    def _apply(self):
        _board.call(_ops.WIFI, bytes((any(self._active), self._settings["channel"])))

    def _check_started(self):
        if not self._active[self._interface]:
            raise OSError("Wifi Not Started")

    def config(self, name=None, **settings):
        if name == "mac":
            return _board.call(_ops.MAC)
        if name:
            return self._settings[name]
        self._check_started()
        if not 1 <= settings.get("channel", 1) <= 14:
            raise OSError(0x102, "ESP_ERR_INVALID_ARG")
        self._settings.update(settings)
        self._apply()

    def connect(self, ssid, key="", *, bssid=None):
        self._check_started()
        _board.call(_ops.WIFI_JOIN, ssid.encode() + b"\0" + key.encode())

    def disconnect(self):
        self._check_started()
        _board.call(_ops.WIFI_LEAVE)

    def isconnected(self):
        return self.status() == STAT_GOT_IP

    def status(self, what=None):
        status, rssi = struct.unpack("<Hb", _board.call(_ops.WIFI_STATUS))
        return rssi if what == "rssi" else status

    def ipconfig(self, **settings):
        _board.call(_ops.WIFI_ADDRESS, settings["addr4"].encode())


def ipconfig(**settings):
    pass


PM_NONE = WLAN.PM_NONE

"""Joining the access point, and leaving it."""

import time

import network

from wifi import Failed

JOIN_MS = 10000
# The driver tries again by itself; one scan can miss an access point that is there.
DOUBT_MS = 5000
STEP_MS = 20


class Station:
    """The board in a Wi-Fi network; `wifi` are the settings of that name."""

    def __init__(self, wifi: dict) -> None:
        self._wifi = wifi
        self._wlan = network.WLAN(network.STA_IF)

    def join(self) -> None:
        """Return when the board has an address; Failed says why it has none."""
        if self._wlan.active() and self._wlan.isconnected():
            return
        network.WLAN(network.AP_IF).active(False)
        self._wlan.active(False)
        self._wlan.active(True)
        self._choose_address()
        self._wlan.connect(self._wifi["ssid"], self._wifi.get("password", ""))
        self._wait()
        # Awake it answers at once: every ms of waiting costs more than it saves.
        self._wlan.config(pm=network.WLAN.PM_NONE)

    def rssi(self) -> int:
        """Return the access point's signal in dBm."""
        return self._wlan.status("rssi")

    def leave(self) -> None:
        """Turn Wi-Fi off: it must be off before the board sleeps."""
        self._wlan.active(False)

    def _choose_address(self) -> None:
        """Use the address of the settings, which saves the time that DHCP takes."""
        if "address" in self._wifi:
            gateway = self._wifi["gateway"]
            self._wlan.ipconfig(addr4=self._wifi["address"], gw4=gateway)
            network.ipconfig(dns=self._wifi.get("dns", gateway))

    def _wait(self) -> None:
        """Wait for an address; a reason that lasts is believed before the time is over."""
        began = time.ticks_ms()
        while not self._wlan.isconnected():
            waited = time.ticks_diff(time.ticks_ms(), began)
            status = self._wlan.status()
            busy = status in (network.STAT_CONNECTING, network.STAT_IDLE)
            if waited > (JOIN_MS if busy else DOUBT_MS):
                raise Failed(reason(status, self._wifi["ssid"]))
            time.sleep_ms(STEP_MS)


def reason(status: int, ssid: str) -> str:
    """Return why a board is in no network."""
    if status == network.STAT_NO_AP_FOUND:
        return "no access point %s in reach" % ssid
    if status == network.STAT_WRONG_PASSWORD:
        return "the access point %s refuses the password: check wifi.password" % ssid
    return "the access point %s gives no address (status %d)" % (ssid, status)

"""Chips of temperature and humidity that measure on one command and answer with checksums."""

import wire
from sensors import bus

POLYNOMIAL = 0x31


class Answering:
    """What the drivers of such chips share; each has its command and its time."""

    objects = (wire.TEMPERATURE, wire.HUMIDITY)
    MEASURE = b""
    CONVERSION_MS = 0

    def __init__(self, wiring: dict) -> None:
        self._bus = bus(wiring)
        self._address = wiring["address"]

    def start(self) -> int:
        """Begin one conversion."""
        self._bus.writeto(self._address, self.MEASURE)
        return self.CONVERSION_MS


def checksum(content: bytes) -> int:
    """Return the CRC-8 of some bytes."""
    crc = 0xFF
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ POLYNOMIAL if crc & 0x80 else crc << 1) & 0xFF
    return crc

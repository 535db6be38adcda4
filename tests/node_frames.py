"""What a node sends, built on the wire format."""

import struct

from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from custom_components.domotik.protocol import wire

NODE = bytes.fromhex("a0b1c2d3e4f5")


def report_frame(
    *samples: bytes, clock: int = 1000, oldest: int = 1, epoch: int = 1, counter: int = 1
) -> bytes:
    """Return an unsealed report."""
    header = wire.pack_header(wire.REPORT, wire.CLAIMED, epoch, counter)
    return header + struct.pack(wire.REPORT_HEAD, clock, oldest) + b"".join(samples)


def announce_frame(  # noqa: PLR0913 - as many as an ANNOUNCE has fields
    interval: int = 300,
    heartbeat: int = 900,
    *,
    epoch: int = 1,
    counter: int = 0,
    sensors: str = "bme280,bh1750",
    firmware: str = "0.1.0",
    update: str = "",
) -> bytes:
    """Return an unsealed announce."""
    header = wire.pack_header(wire.ANNOUNCE, wire.CLAIMED, epoch, counter)
    texts = wire.pack_texts("ESP32", firmware, sensors, *([update] if update else []))
    return header + struct.pack(wire.ANNOUNCE_HEAD, interval, heartbeat) + texts


def sealed_frame(key: bytes, frame: bytes, mac: bytes = NODE) -> bytes:
    """Return an unsealed frame as a node with a key sends it."""
    first, flags, epoch, counter = struct.unpack_from(wire.HEADER, frame)
    header = struct.pack(wire.HEADER, first, flags | wire.SEALED, epoch, counter)
    nonce = wire.nonce(mac, first & 0x0F, epoch, counter)
    cipher = AESCCM(key, tag_length=wire.TAG_SIZE)
    return header + cipher.encrypt(nonce, frame[wire.HEADER_SIZE :], header)


def climate(number: int = 1, taken: int = 1000, temperature: int = 2150) -> bytes:
    """Return a sample of a node with a BME280, a BH1750 and a battery."""
    objects = [
        (wire.TEMPERATURE, temperature),
        (wire.HUMIDITY, 4520),
        (wire.PRESSURE, 101325),
        (wire.ILLUMINANCE, 32000),
        (wire.VOLTAGE, 3912),
    ]
    return wire.pack_sample(number, taken, objects)

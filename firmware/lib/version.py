"""The firmware's version, as HELLO and ANNOUNCE tell it."""

FIRMWARE = "0.1.0"

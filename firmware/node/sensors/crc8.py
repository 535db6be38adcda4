"""The checksum of chips' answers that Sensirion began and others took over."""

POLYNOMIAL = 0x31


def checksum(content: bytes) -> int:
    """Return the CRC-8 of some bytes."""
    crc = 0xFF
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ POLYNOMIAL if crc & 0x80 else crc << 1) & 0xFF
    return crc

"""Small damage to known inputs."""

import random

CHANGES_MAX = 4
EDGES = (0, 1, 0x7F, 0x80, 0xFE, 0xFF)
LENGTH_MAX = 300


def mutated(seeds: "list[bytes]") -> bytes:
    """Return one of the inputs with a few changes."""
    octets = bytearray(random.choice(seeds))
    for _ in range(random.randint(1, CHANGES_MAX)):
        change(octets, seeds)
    return bytes(octets[:LENGTH_MAX])


def change(octets: bytearray, seeds: "list[bytes]") -> None:
    """Change a byte, cut, insert, repeat, or join with another input."""
    kind = random.randint(0, 5)
    place = random.randint(0, len(octets))
    if kind == 0 and place < len(octets):
        octets[place] ^= 1 << random.randint(0, 7)
    elif kind == 1 and place < len(octets):
        octets[place] = random.choice(EDGES)
    elif kind == 2:
        octets[:] = octets[:place]
    elif kind == 3:
        octets[:] = octets[:place] + bytes([random.randint(0, 255)]) + octets[place:]
    elif kind == 4:
        octets[:] = octets[:place] + octets[place // 2 :]
    else:
        other = random.choice(seeds)
        octets[:] = octets[:place] + other[random.randint(0, len(other)) :]

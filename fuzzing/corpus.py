"""What fuzzing starts from: the project's own vectors, and inputs that once found a fault."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
VECTORS: Final = HERE.parent / "tests/vectors"
FOUND: Final = HERE / "found"
SETTINGS: Final = (
    b'{"channel": 6, "interval": 60, "name": "Attic", "broker": "24dcc3000001"}',
    b'{"sensors": [{"chip": "bme280", "sda": 21, "scl": 22}], "dead_bands": {"temperature": 0.2}}',
    b'{"power": "mains", "key": "00112233445566778899aabbccddeeff", "heartbeat": 900}',
)
PAIRINGS: Final = (
    b"domotik:a0:b1:c2:d3:e4:f5:00112233445566778899aabbccddeeff:Attic",
    b"DOMOTIK:a0b1c2d3e4f5:00112233445566778899AABBCCDDEEFF",
    b"0011 2233-4455:6677 8899 aabb ccdd eeff",
)


def seeds(target: str) -> list[bytes]:
    """Return the inputs to start from; those that found something last."""
    makers: dict[str, Callable[[], list[bytes]]] = {
        "line": lambda: [each["line"].encode() for each in _vectors("lines")],
        "frame": lambda: _octets("frames"),
        "messages": lambda: (
            [bytes.fromhex(each["payload"]) for each in _vectors("lines")] + _octets("frames")
        ),
        "objects": lambda: [each[7:] for each in _octets("samples")],
        "settings": lambda: list(SETTINGS),
        "pairing": lambda: list(PAIRINGS),
        "broker": lambda: [each["line"].encode() for each in _vectors("lines")],
        "air": lambda: _octets("frames"),
        "node": lambda: _octets("frames"),
        "list": lambda: [bytes((1, 5)) + b"a.mpy" + bytes(40)],
    }
    found = [path.read_bytes() for path in sorted((FOUND / target).glob("*"))]
    return makers[target]() + found


def _vectors(name: str) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text())
    return vectors


def _octets(name: str) -> list[bytes]:
    return [bytes.fromhex(each["hex"]) for each in _vectors(name)]

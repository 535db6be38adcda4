"""Non-volatile storage: namespaces of keys in flash, and the wear of writing them."""

import json
from pathlib import Path

from simulator.faults import DriverError
from simulator.standins import _ops

type Value = int | bytes


class Nvs:
    """Flash that outlives every reset; it counts what wears it."""

    def __init__(self) -> None:
        """Start with an erased flash."""
        self._values: dict[tuple[str, str], Value] = {}
        self.writes: dict[tuple[str, str], int] = {}
        self._file: Path | None = None

    def load(self, file: Path) -> None:
        """Take over what an earlier run saved, and save there."""
        self._file = file
        if file.exists():
            for namespace, key, value in json.loads(file.read_text()):
                flat = bytes.fromhex(value) if isinstance(value, str) else value
                self._values[namespace, key] = flat

    def save(self) -> None:
        """Keep the flash for a later run."""
        entries = [
            (namespace, key, value.hex() if isinstance(value, bytes) else value)
            for (namespace, key), value in self._values.items()
        ]
        if self._file:
            self._file.write_text(json.dumps(entries))

    def entries(self) -> dict[tuple[str, str], Value]:
        """Return a copy of every entry, by namespace and key."""
        return dict(self._values)

    @property
    def wear(self) -> int:
        """Return how many entries were written in all."""
        return sum(self.writes.values())

    def number(self, namespace: str, key: str) -> int:
        """Return an i32; a blob of that key does not count."""
        value = self._values.get((namespace, key))
        if not isinstance(value, int):
            raise DriverError(_ops.ERR_NVS_NOT_FOUND, "ESP_ERR_NVS_NOT_FOUND")
        return value

    def blob(self, namespace: str, key: str) -> bytes:
        """Return a blob; a number of that key does not count."""
        value = self._values.get((namespace, key))
        if not isinstance(value, bytes):
            raise DriverError(_ops.ERR_NVS_NOT_FOUND, "ESP_ERR_NVS_NOT_FOUND")
        return value

    def write(self, namespace: str, key: str, value: Value) -> None:
        """Write an entry; as in ESP-IDF, writing what is there already costs no flash."""
        if self._values.get((namespace, key)) == value:
            return
        self._values[namespace, key] = value
        self.writes[namespace, key] = self.writes.get((namespace, key), 0) + 1

    def erase(self, namespace: str, key: str) -> None:
        """Erase an entry, which is a write to flash too."""
        if (namespace, key) not in self._values:
            raise DriverError(_ops.ERR_NVS_NOT_FOUND, "ESP_ERR_NVS_NOT_FOUND")
        del self._values[namespace, key]
        self.writes[namespace, key] = self.writes.get((namespace, key), 0) + 1

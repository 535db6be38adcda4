"""Mail of the host for nodes that sleep: few items each, one per key, each with a time to live."""

import time

ITEMS_A_NODE = 4
ITEMS_IN_ALL = 64


class Mailbox:
    """Frames by node and key; what is too old is not handed over."""

    def __init__(self) -> None:
        self._items: "dict[bytes, dict[int, tuple[bytes, int]]]" = {}

    def put(self, mac: bytes, key: int, seconds: int, frame: bytes) -> bool:
        """Keep an item in place of the last with its key; False when there is no room."""
        self._expire()
        items = self._items.get(mac, {})
        if key not in items and (len(items) == ITEMS_A_NODE or self.depth() == ITEMS_IN_ALL):
            return False
        items[key] = (frame, time.time() + seconds)
        self._items[mac] = items
        return True

    def drop(self, mac: bytes, key: "int | None") -> None:
        """Forget a node's item, or all of them."""
        items = self._items.get(mac, {})
        for each in list(items) if key is None else [key]:
            items.pop(each, None)
        if not items:
            self._items.pop(mac, None)

    def waiting(self, mac: bytes) -> "list[bytes]":
        """Return the frames that wait for a node."""
        if mac not in self._items:
            return []
        self._expire()
        return [frame for frame, _ in self._items.get(mac, {}).values()]

    def depth(self) -> int:
        """Return how many items are kept."""
        return sum(len(items) for items in self._items.values())

    def _expire(self) -> None:
        """Forget what nobody fetched in time."""
        now = time.time()
        for mac, items in list(self._items.items()):
            for key, (_, ends) in list(items.items()):
                if ends <= now:
                    self.drop(mac, key)

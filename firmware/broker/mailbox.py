"""Mail of the host for nodes that sleep: few items each, one per key, each with a time to live."""

import time

import wire


class Mailbox:
    """Frames by node, in the order in which they were put; what is too old is not handed over."""

    def __init__(self) -> None:
        # Of each node: key, frame and the end of its time.
        self._items: "dict[bytes, list[tuple[int, bytes, int]]]" = {}

    def put(self, mac: bytes, key: int, seconds: int, frame: bytes) -> bool:
        """Keep an item in place of the last with its key; False when there is no room."""
        self._expire()
        others = [item for item in self._items.get(mac, []) if item[0] != key]
        replaced = len(others) < len(self._items.get(mac, []))
        if not replaced and (len(others) == wire.MAIL_A_NODE or self.depth() == wire.MAIL_IN_ALL):
            return False
        others.append((key, frame, time.time() + seconds))
        self._items[mac] = others
        return True

    def drop(self, mac: bytes, key: "int | None") -> None:
        """Forget a node's item, or all of them."""
        self._keep(mac, lambda item: key is not None and item[0] != key)

    def waiting(self, mac: bytes) -> "list[bytes]":
        """Return the frames that wait for a node."""
        if mac not in self._items:
            return []
        self._expire()
        return [frame for _, frame, _ in self._items.get(mac, [])]

    def brings_update(self, mac: bytes) -> bool:
        """Tell whether there are chunks of an update for a node."""
        return any(item[0] & 0xFC == wire.MAIL_CHUNK for item in self._items.get(mac, []))

    def depth(self) -> int:
        """Return how many items are kept."""
        return sum([len(items) for items in self._items.values()])

    def _expire(self) -> None:
        """Forget what nobody fetched in time."""
        now = time.time()
        for mac in list(self._items):
            self._keep(mac, lambda item: item[2] > now)

    def _keep(self, mac: bytes, wanted) -> None:  # type: ignore[no-untyped-def]
        """Forget a node's items but for the wanted ones."""
        items = [item for item in self._items.get(mac, []) if wanted(item)]
        if items:
            self._items[mac] = items
        else:
            self._items.pop(mac, None)

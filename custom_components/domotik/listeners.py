"""Who wants to hear about what."""

from collections import defaultdict
from collections.abc import Callable, Hashable

from homeassistant.core import CALLBACK_TYPE, callback


class Listeners:
    """Callbacks by topic."""

    def __init__(self) -> None:
        """Start without a listener."""
        self._callbacks: defaultdict[Hashable, list[CALLBACK_TYPE]] = defaultdict(list)

    @callback
    def add(self, topic: Hashable, listener: CALLBACK_TYPE) -> Callable[[], None]:
        """Call a listener whenever the topic is told; returns what ends that."""
        self._callbacks[topic].append(listener)
        return lambda: self._callbacks[topic].remove(listener)

    @callback
    def tell(self, topic: Hashable) -> bool:
        """Call all who listen to a topic, who may end that meanwhile; tell whether anybody did."""
        listeners = list(self._callbacks.get(topic, ()))
        for listener in listeners:
            listener()
        return bool(listeners)

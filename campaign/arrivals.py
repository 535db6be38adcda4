"""What the host has taken for new, each time."""

from dataclasses import dataclass, field

from campaign.truth import Key
from custom_components.domotik.protocol.fresh import Fresh


@dataclass(frozen=True, slots=True)
class Arrival:
    """A sample that the host handed on, and its date; `unsaved`: it was on no disk before."""

    key: Key
    dated: float
    unsaved: bool = False


@dataclass(slots=True)
class Arrivals:
    """All of them in order."""

    all: list[Arrival] = field(default_factory=list)

    def note(self, mac: str, fresh: Fresh) -> None:
        """Note a sample as it is handed on."""
        key = Key(mac, fresh.epoch, fresh.number)
        self.all.append(Arrival(key, fresh.time))

    def first(self) -> dict[Key, Arrival]:
        """Return each sample's first arrival."""
        first: dict[Key, Arrival] = {}
        for arrival in self.all:
            first.setdefault(arrival.key, arrival)
        return first

    def repeats(self) -> list[Arrival]:
        """Return each arrival of a sample that had arrived before."""
        first = {id(arrival) for arrival in self.first().values()}
        return [arrival for arrival in self.all if id(arrival) not in first]


class Lives:
    """What a host that is killed time after time hands on, and gets onto its disk."""

    def __init__(self, arrivals: Arrivals) -> None:
        """Add to arrivals."""
        self._arrivals = arrivals
        self._of_this_life: list[Key] = []
        self._saved: set[Key] = set()

    def begin(self) -> None:
        """Begin a life."""
        self._of_this_life = []

    def hand_on(self, key: Key, dated: float) -> None:
        """Note a sample."""
        unsaved = key not in self._saved and key not in self._of_this_life
        self._arrivals.all.append(Arrival(key, dated, unsaved))
        self._of_this_life.append(key)

    def save(self, count: int) -> None:
        """Note that the first so many samples of this life are on the disk."""
        self._saved.update(self._of_this_life[:count])

"""Which late samples prove a state wrong that was written again."""

from custom_components.domotik.history.repeats import REPEATS_MAX, Repeats
from custom_components.domotik.protocol.fresh import Fresh
from custom_components.domotik.protocol.reports import Reading

MAC = "24:0a:c4:00:01:07"
KEY = (2, 0)
WRITTEN = 1_000.0
# The sample that the state shows.
SHOWN = (3, 10)


def sample(number: int, time: float, epoch: int = 3, object_id: int = 2) -> Fresh:
    """Return a late sample of one reading, whose value is its number."""
    readings = (Reading(object_id, 0, float(number)),)
    return Fresh(epoch, number, time, readings, young=False, newest=False)


def corrections(repeats: Repeats, late: Fresh, mac: str = MAC) -> list[tuple[float, float]]:
    """Return when states were wrong, and what they should have been."""
    found = repeats.proved_wrong(mac, late)
    return [(time, float(str(reading.value))) for time, reading in found]


def repeated() -> Repeats:
    """Return what knows of one state that was written again."""
    repeats = Repeats()
    repeats.note(MAC, KEY, WRITTEN, SHOWN)
    return repeats


def test_newer_sample_from_before_the_state_corrects_it() -> None:
    assert corrections(repeated(), sample(11, WRITTEN - 5)) == [(WRITTEN, 11.0)]


def test_sample_of_a_later_epoch_corrects_it() -> None:
    assert corrections(repeated(), sample(0, WRITTEN - 5, epoch=4)) == [(WRITTEN, 0.0)]


def test_sample_from_after_the_state_says_nothing_of_it() -> None:
    assert corrections(repeated(), sample(11, WRITTEN + 5)) == []


def test_older_sample_than_the_shown_one_says_nothing() -> None:
    assert corrections(repeated(), sample(9, WRITTEN - 5)) == []


def test_of_samples_in_any_order_the_newest_counts() -> None:
    repeats = repeated()
    order = [sample(12, WRITTEN - 4), sample(11, WRITTEN - 5), sample(13, WRITTEN - 3)]
    found = [corrections(repeats, each) for each in order]
    assert found == [[(WRITTEN, 12.0)], [], [(WRITTEN, 13.0)]]


def test_sample_corrects_all_states_that_were_written_after_it() -> None:
    repeats = repeated()
    repeats.note(MAC, KEY, WRITTEN + 60, SHOWN)
    assert corrections(repeats, sample(11, WRITTEN - 5)) == [(WRITTEN, 11.0), (WRITTEN + 60, 11.0)]


def test_other_objects_are_not_concerned() -> None:
    assert corrections(repeated(), sample(11, WRITTEN - 5, object_id=3)) == []


def test_other_nodes_are_not_concerned() -> None:
    assert corrections(repeated(), sample(11, WRITTEN - 5), mac="24:0a:c4:00:01:08") == []


def test_only_the_last_states_are_remembered() -> None:
    repeats = repeated()
    for second in range(REPEATS_MAX):
        repeats.note(MAC, KEY, WRITTEN + 1 + second, SHOWN)
    assert (WRITTEN, 11.0) not in corrections(repeats, sample(11, WRITTEN - 5))

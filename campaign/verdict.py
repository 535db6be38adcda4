"""What became of every sample of a fault, and whether that keeps the promise."""

from collections.abc import Callable
from dataclasses import dataclass, field

from campaign.stage import Stage
from campaign.truth import Key

# Node clocks have whole seconds; a scaled home's awake time is stretched.
TOLERANCE_SECONDS = 2.0
AWAKE_SECONDS = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fault's figures; `counted` is the loss that the host tells its user.

    What is `pending` was still expected when the patience was over.
    """

    fault: str
    seconds: float
    taken: int = 0
    arrived: int = 0
    lost: int = 0
    pending: int = 0
    doubled: int = 0
    again: int = 0
    out_of_time: int = 0
    unknown: int = 0
    counted: int = 0
    at_risk: int = 0
    nonces_reused: int = 0
    worst_date: float = 0.0
    reports: int = 0
    ack_median_ms: float = 0.0
    ack_longest_ms: float = 0.0
    mc_per_report: float = 0.0
    notes: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def unplayed(name: str, seconds: float, error: Exception) -> Row:
    """Return the row of a fault that could not be played to its end."""
    return Row(fault=name, seconds=seconds, broken=[f"not played to its end: {error!r}"])


type Promise = Callable[[Row], list[str]]


def judge(name: str, seconds: float, stage: Stage, until: float) -> Row:
    """Account for every sample that was taken until then."""
    first = stage.arrivals.first()
    taken = {key for key, when in stage.truth.taken.items() if when <= until}
    errors = date_errors(stage)
    tolerance = TOLERANCE_SECONDS + AWAKE_SECONDS * (stage.scene.plan.scale - 1)
    repeats = stage.arrivals.repeats()
    # A crash may make the host hand on again what it had not saved yet.
    again = sum(arrival.unsaved for arrival in repeats)
    pending = stage.under_way(until)
    waits = stage.air.waits()
    reports = len(stage.air.reports)
    spent = sum(node.board.meter.spent_mc for node in stage.home.nodes)
    return Row(
        fault=name,
        seconds=round(seconds, 1),
        taken=len(taken),
        arrived=len(taken & first.keys()),
        lost=len(taken - first.keys() - pending),
        pending=len(pending),
        doubled=len(repeats) - again,
        again=again,
        out_of_time=sum(abs(error) > tolerance for error in errors.values()),
        unknown=len(first.keys() - stage.truth.taken.keys()),
        counted=sum(node.samples.lost for node in stage.table.nodes.values()),
        at_risk=len(stage.at_risk - first.keys()),
        nonces_reused=len(stage.nonces.reused),
        worst_date=round(max(map(abs, errors.values()), default=0.0), 2),
        reports=reports,
        ack_median_ms=round(waits.median, 1),
        ack_longest_ms=round(waits.longest, 1),
        mc_per_report=round(spent / max(1, reports), 1),
        notes=stage.notes,
    )


def date_errors(stage: Stage) -> dict[Key, float]:
    """Return by how many seconds each sample's date is off."""
    return {
        key: arrival.dated - stage.truth.taken[key]
        for key, arrival in stage.arrivals.first().items()
        if key in stage.truth.taken
    }


def nothing_lost(row: Row) -> list[str]:
    """Hold a row against the promise within the capacities."""
    found = [f"{row.lost} lost"] if row.lost else []
    return found + ([f"{row.counted} counted as lost"] if row.counted else []) + always(row)


def counted_exactly(row: Row) -> list[str]:
    """Hold a row against the promise past the capacities."""
    found = [] if row.lost else ["nothing lost: the fault was too short"]
    wrong = row.lost != row.counted
    return found + ([f"{row.lost} lost, {row.counted} counted"] if wrong else []) + always(row)


def memory_only(row: Row) -> list[str]:
    """Hold a row against the promise when memories lose their content."""
    found = [f"{row.lost} lost, {row.at_risk} were at risk"] if row.lost > row.at_risk else []
    over = row.counted > row.lost
    return found + ([f"{row.lost} lost, {row.counted} counted"] if over else []) + always(row)


def always(row: Row) -> list[str]:
    """Hold a row against what no fault excuses."""
    found = [] if row.taken else ["no sample taken"]
    for name in ("pending", "doubled", "out_of_time", "unknown", "nonces_reused"):
        count = getattr(row, name)
        found += [f"{count} {name.replace('_', ' ')}"] if count else []
    return found

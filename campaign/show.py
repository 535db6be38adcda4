"""The table that the campaign prints."""

from campaign.heap import Look, growing
from campaign.verdict import Row

COLUMNS = (
    ("fault", 22),
    ("taken", 6),
    ("arrived", 8),
    ("lost", 5),
    ("counted", 8),
    ("doubled", 8),
    ("again", 6),
    ("out_of_time", 12),
    ("ack_median_ms", 14),
    ("ack_longest_ms", 15),
    ("mc_per_report", 14),
)


def head() -> str:
    """Return the names of the columns."""
    return line([(name.replace("_", " "), width) for name, width in COLUMNS])


def shown(row: Row) -> str:
    """Return one fault's line, and below it what it broke."""
    cells = [(str(getattr(row, name)), width) for name, width in COLUMNS]
    notes = [f"    {text}" for text in row.notes]
    return "\n".join([line(cells), *notes, *(f"    BROKEN: {text}" for text in row.broken)])


def heap(looks: list[Look]) -> str:
    """Return a line for each look at the broker's heap."""
    rows = [
        f"{each.frames:>8} frames: {each.free_heap} bytes free, {each.received} kept, "
        f"{each.dropped} dropped, {each.peers} peers"
        for each in looks
    ]
    return "\n".join(rows + [f"BROKEN: {text}" for text in growing(looks)])


def line(cells: list[tuple[str, int]]) -> str:
    """Return the first cell to the left, the others to the right of their columns."""
    (first, width), *others = cells
    return first.ljust(width) + "".join(text.rjust(width) for text, width in others)

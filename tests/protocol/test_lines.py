"""From bytes to lines."""

from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.lines import LineSplitter

MEGABYTE = b"x" * 1_000_000


def fed(splitter: LineSplitter, *chunks: bytes) -> list[bytes]:
    """Return the lines that some chunks give."""
    return [line for chunk in chunks for line in splitter.feed(chunk)]


def test_lines_end_at_newlines() -> None:
    assert fed(LineSplitter(), b"one\ntwo\nthr") == [b"one", b"two"]


def test_a_line_may_come_in_pieces() -> None:
    assert fed(LineSplitter(), b"o", b"n", b"e\n") == [b"one"]


def test_carriage_returns_are_not_part_of_a_line() -> None:
    assert fed(LineSplitter(), b"one\r\ntwo\r\n") == [b"one", b"two"]


def test_line_of_the_greatest_length_is_whole() -> None:
    line = b"x" * wire.LINE_MAX
    assert fed(LineSplitter(), line + b"\n") == [line]


def test_longer_line_is_dropped() -> None:
    assert fed(LineSplitter(), b"x" * (wire.LINE_MAX + 1) + b"\nnext\n") == [b"next"]


def test_endless_line_counts_once() -> None:
    splitter = LineSplitter()
    fed(splitter, MEGABYTE, MEGABYTE, b"\n")
    assert splitter.oversized == 1


def test_endless_line_takes_no_memory() -> None:
    splitter = LineSplitter()
    fed(splitter, *(MEGABYTE[at : at + 1000] for at in range(0, len(MEGABYTE), 1000)))
    assert len(splitter._start) <= wire.LINE_MAX


def test_line_after_an_endless_one_is_whole() -> None:
    assert fed(LineSplitter(), MEGABYTE, b"rest\nnext\n") == [b"next"]


@given(st.lists(st.binary(max_size=700)))
def test_chopping_changes_nothing(chunks: list[bytes]) -> None:
    stream = b"".join(chunks)
    whole, chopped, single = LineSplitter(), LineSplitter(), LineSplitter()
    lines = fed(whole, stream)
    assert fed(chopped, *chunks) == lines
    assert fed(single, *(bytes((byte,)) for byte in stream)) == lines
    assert whole.oversized == chopped.oversized == single.oversized

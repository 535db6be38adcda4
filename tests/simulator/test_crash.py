"""Finding the traceback that ended a program."""

from simulator.crash import TracebackFinder

TRACEBACK = b'Traceback (most recent call last):\n  File "main.py", line 1\nValueError: no\n'


def test_a_traceback_is_found_in_pieces() -> None:
    finder = TracebackFinder()
    pieces = [TRACEBACK[place : place + 1] for place in range(len(TRACEBACK))]
    assert sum(finder.feed(piece) for piece in pieces) == 1


def test_a_traceback_ends_with_its_exception() -> None:
    finder = TracebackFinder()
    finder.feed(b"hello\n" + TRACEBACK + b"MicroPython 1.28\n>>> ")
    assert finder.traceback() == TRACEBACK.decode().strip()


def test_what_is_typed_at_the_prompt_is_no_crash() -> None:
    assert not TracebackFinder().feed(b">>> 1/0\n" + TRACEBACK)


def test_ctrl_c_is_no_crash() -> None:
    finder = TracebackFinder()
    finder.feed(TRACEBACK.replace(b"ValueError: no", b"KeyboardInterrupt: "))
    assert finder.traceback() == ""

"""Finds the traceback that ended a program in what its board prints."""

import re

BEGINNING = "Traceback (most recent call last)"
PROMPTS = re.compile(">>> |raw REPL; ")


class TracebackFinder:
    """Reads a board's output as it comes, up to the REPL's prompt: what follows is typed."""

    def __init__(self) -> None:
        """Start with the life of a board."""
        self._text = ""
        self._prompted = False

    def feed(self, content: bytes) -> bool:
        """Take output; tell whether a traceback begins in it."""
        if self._prompted:
            return False
        before = BEGINNING in self._text
        program, *typed = PROMPTS.split(self._text + content.decode(errors="replace"), maxsplit=1)
        self._prompted = bool(typed)
        found = BEGINNING in program
        self._text = program if found else program[-len(BEGINNING) :]
        return found and not before

    def complete(self) -> bool:
        """Tell whether the line that names the exception has come."""
        lines = self._text[self._text.index(BEGINNING) :].split("\n")[1:-1]
        return any(line[:1] != " " for line in lines)

    def traceback(self) -> str:
        """Return what was found, up to the line that names the exception; not for a Ctrl-C."""
        lines = self._text[self._text.index(BEGINNING) :].splitlines()
        named = next(place for place, line in enumerate([*lines[1:], ""], 1) if line[:1] != " ")
        found = lines[: named + 1]
        return "" if found[-1].startswith("KeyboardInterrupt") else "\n".join(found)

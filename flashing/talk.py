"""What the user sees and is asked: lines, progress, questions."""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from getpass import getpass

from flashing.errors import FlashError

STEPS_UNSEEN = 4  # progress lines in a file or pipe, where they can't overwrite each other
EVERY_SECONDS = 0.2


def say(text: str) -> None:
    """Print one line."""
    print(text, flush=True)


class Progress:
    """One line that counts up; in a log, a line for every quarter."""

    def __init__(self, what: str) -> None:
        """Begin something that takes a while."""
        self._what = what
        self._shown = -1
        self._next = 0.0

    def __call__(self, done: float, total: float) -> None:
        """Show how much is done."""
        share = done / total if total else 1.0
        if sys.stdout.isatty():
            if share >= 1 or time.monotonic() >= self._next:
                self._next = time.monotonic() + EVERY_SECONDS
                end = "\n" if share >= 1 and self._shown < STEPS_UNSEEN else ""
                self._shown = STEPS_UNSEEN if share >= 1 else self._shown
                print(f"\r{self._what}: {share:4.0%}", end=end, flush=True)
            return
        step = int(share * STEPS_UNSEEN)
        if step > self._shown:
            self._shown = step
            say(f"{self._what}: {share:.0%}")


class Asker:
    """Asks what the command line left open; without a person it takes the default or fails."""

    def __init__(
        self,
        *,
        silent: bool,
        read: Callable[[str], str] = input,
        hide: Callable[[str], str] = getpass,
    ) -> None:
        """`silent` for --yes."""
        self._hide = hide
        self._silent = silent or not sys.stdin.isatty()
        self._read = read

    def text(self, question: str, default: str) -> str:
        """Return an answer, or the default."""
        if self._silent:
            return default
        return self._line(f"{question} [{default}]: " if default else f"{question}: ") or default

    def secret(self, question: str) -> str:
        """Return an answer that is not shown while it is typed, empty for none."""
        return "" if self._silent else self._hide(f"{question}: ")

    def pick(self, question: str, choices: Mapping[str, str], default: str) -> str:
        """Return one of several names, or the default."""
        if self._silent:
            say(f"{question}: {default} ({choices[default]})")
            return default
        width = max(map(len, choices))
        listed = "\n".join(f"  {name:{width}}  {title}" for name, title in choices.items())
        say(f"{question}:\n{listed}")
        while (answer := self.text(question, default)) not in choices:
            say(f"{answer} is none of: {', '.join(choices)}")
        return answer

    def agree(self, question: str, instead: str) -> None:
        """Return when the user agrees; `instead` says which option agrees without a question."""
        if self._silent:
            raise FlashError(f"{question} Say so with {instead}.")
        if self._line(f"{question} [y/N]: ").lower() not in ("y", "yes"):
            raise FlashError("Stopped; nothing was changed.")

    def choose(self, question: str, choices: Sequence[str], option: str) -> int:
        """Return the place of one of several choices."""
        listed = "\n".join(f"  {place}. {choice}" for place, choice in enumerate(choices, 1))
        if self._silent:
            raise FlashError(f"{question}\n{listed}\nName one with {option}.")
        say(f"{question}\n{listed}")
        while True:
            answer = self._line(f"1 to {len(choices)}: ")
            if answer.isdigit() and 0 < int(answer) <= len(choices):
                return int(answer) - 1

    def _line(self, prompt: str) -> str:
        try:
            return self._read(prompt).strip()
        except EOFError:
            raise FlashError("Stopped: no answer. --yes asks nothing.") from None

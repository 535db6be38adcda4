"""What can go wrong with a board, each in a sentence that says what to do."""


class FlashError(Exception):
    """The text is for the user, and is all that the user sees."""


class CableError(FlashError):
    """The board fell silent in the middle of something."""

    def __init__(self, doing: str, cause: object) -> None:
        """Say what was under way; a second run always mends it."""
        super().__init__(
            f"The board stopped answering while {doing} ({cause}). "
            "Check the cable and run the same command again: that mends it."
        )


class PortBusy(FlashError):
    """Another program has the port."""

    def __init__(self, port: str) -> None:
        """Name the port."""
        super().__init__(
            f"Another program uses {port}. Close terminals on it; if Home Assistant has it, "
            "disable the broker's entry there first (Settings > Devices & services > Domotik)."
        )


class PortMissing(FlashError):
    """There is no such port."""

    def __init__(self, port: str, cause: object) -> None:
        """Name the port."""
        super().__init__(f"Can't open {port} ({cause}). Is the board plugged in?")


class PortForbidden(FlashError):
    """The user may not open the port."""

    def __init__(self, port: str) -> None:
        """Name the port."""
        super().__init__(
            f"You may not open {port}. On Linux: sudo usermod -aG dialout $USER, "
            "then log in again."
        )

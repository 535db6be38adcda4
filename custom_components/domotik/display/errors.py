"""What can go wrong with a panel."""

from enum import StrEnum


class Reason(StrEnum):
    """Why nothing was shown."""

    NO_SPI = "no_spi"
    NO_LIBRARY = "no_library"
    STUCK = "stuck"
    ABSENT = "absent"
    NOT_WRITTEN = "not_written"
    LET_GO = "let_go"
    UNEXPECTED = "unexpected"


class PanelError(Exception):
    """A panel did not show a picture; its reason says what to do."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason
        self.detail = detail

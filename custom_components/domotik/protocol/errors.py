"""What can go wrong between the host and a broker; each error carries its objects."""

from typing import override


class DomotikError(Exception):
    """Every error of the protocol."""


class BadFrame(DomotikError):
    """Bytes that hold no message."""


class OtherVersion(BadFrame):
    """A node's frame in a version of the protocol that the host doesn't speak."""

    def __init__(self, theirs: int) -> None:
        """Keep the node's version."""
        super().__init__(theirs)
        self.theirs = theirs


class SealedFrame(BadFrame):
    """A sealed frame of a node whose key the host doesn't have."""


class PlainFrame(BadFrame):
    """An unsealed frame of a node that has a key, or that nobody chose to hear without one."""


class WrongSeal(BadFrame):
    """A sealed frame that the node's key doesn't open."""


class LineTooLong(DomotikError):
    """A request that doesn't fit the broker's input ring."""

    def __init__(self, length: int) -> None:
        """Keep the length of the line."""
        super().__init__(length)
        self.length = length


class LinkLost(DomotikError):
    """The port went away, or the broker stopped answering."""


class MailboxFull(DomotikError):
    """As many wishes wait for a node as there may be."""


class NoAnswer(DomotikError):
    """The broker left a request unanswered."""

    def __init__(self, kind: int) -> None:
        """Keep the kind of the request."""
        super().__init__(kind)
        self.kind = kind


class NotABroker(DomotikError):
    """Something talks on the port, but not this protocol."""


class Refused(DomotikError):
    """The broker answered a request with another result than ok."""

    def __init__(self, kind: int, result: int) -> None:
        """Keep the kind of the request and its result."""
        super().__init__(kind, result)
        self.kind = kind
        self.result = result


class UpdateRefused(DomotikError):
    """A broker can't take a version; the text is its reason."""


class VersionMismatch(DomotikError):
    """The broker speaks another version of the protocol."""

    def __init__(self, theirs: int) -> None:
        """Keep the broker's version."""
        super().__init__(theirs)
        self.theirs = theirs


class WrongBroker(DomotikError):
    """Another broker answers on the port."""

    def __init__(self, mac: str) -> None:
        """Keep the MAC of the broker that answers."""
        super().__init__(mac)
        self.mac = mac


class PortError(DomotikError):
    """A port that can't be opened."""

    def __init__(self, port: str, cause: Exception | None = None) -> None:
        """Keep the port and what the system said."""
        super().__init__(port, cause)
        self.port = port
        self.cause = cause

    @override
    def __str__(self) -> str:
        """Return the system's words; the port may hold a secret."""
        return str(self.cause or type(self).__name__)


class PortMissing(PortError):
    """No such port."""


class PortBusy(PortError):
    """Another program holds the port."""

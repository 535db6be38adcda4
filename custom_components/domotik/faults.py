"""Translation keys for what can go wrong with a port."""

from .protocol.errors import (
    BadFrame,
    DomotikError,
    NoAnswer,
    NotABroker,
    PortBusy,
    PortMissing,
    VersionMismatch,
    WrongBroker,
)

_KEYS: dict[type[DomotikError], str] = {
    PortMissing: "port_missing",
    PortBusy: "port_busy",
    NoAnswer: "no_answer",
    NotABroker: "not_a_broker",
    BadFrame: "not_a_broker",
    VersionMismatch: "version_mismatch",
    WrongBroker: "wrong_broker",
}


def fault_key(err: DomotikError) -> str:
    """Return the key of the sentence that explains an error."""
    return _KEYS.get(type(err), "cannot_connect")

"""A board's lines in words."""

from collections.abc import Callable
from typing import Final

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.errors import DomotikError
from custom_components.domotik.protocol.messages import Hello, Pong, Received, Stats, read_heard
from custom_components.domotik.protocol.objects import OBJECTS
from custom_components.domotik.protocol.reports import Announce, Header, Reading, Report, Sample

KINDS: Final = {
    value: name
    for name, value in vars(wire).items()
    if name in ("REPORT", "ACK", "MAIL", "PROBE", "PROBE_REPLY", "ANNOUNCE")
}


def described(line: str) -> str:
    """Return a console line in words; what is no frame is the board's own text."""
    frame = wire.unpack_line(line.encode(errors="replace"))
    if frame is None:
        return line
    kind, sequence, payload = frame
    try:
        words = _WORDS.get(kind, _unknown(kind))(payload)
    except DomotikError as error:
        return f"unreadable frame of kind 0x{kind:02x}: {type(error).__name__}"
    unasked = kind == wire.HELLO | wire.REPLY and not sequence
    return words + (" - has just started" if unasked else "")


def _unknown(kind: int) -> Callable[[bytes], str]:
    return lambda payload: f"frame of kind 0x{kind:02x}, {len(payload)} bytes"


def _hello(payload: bytes) -> str:
    hello = Hello.from_payload(payload)
    return (
        f"broker {hello.mac}, {hello.board}, firmware {hello.firmware}, channel {hello.channel}, "
        f"boot {hello.boot_id:08x}"
    )


def _pong(payload: bytes) -> str:
    pong = Pong.from_payload(payload)
    return f"alive: frame {pong.newest} is the newest, {pong.depth} wait for Home Assistant"


def _stats(payload: bytes) -> str:
    stats = Stats.from_payload(payload)
    return (
        f"up {stats.uptime} s, {stats.free_heap} bytes free, {stats.owned} nodes served, "
        f"{stats.heard} others heard; frames: {stats.received} received, "
        f"{stats.repeated} repeated, {stats.foreign} foreign, {stats.dropped} dropped; "
        f"slowest ACK {stats.longest_ack_us} µs"
    )


def _heard(payload: bytes) -> str:
    total, nodes = read_heard(payload)
    listed = ", ".join(f"{node.mac} {node.rssi} dBm {node.age} s ago" for node in nodes)
    return f"{total} nodes heard that nobody here serves{': ' if listed else ''}{listed}"


def _received(payload: bytes) -> str:
    received = Received.from_payload(payload)
    header = Header.from_frame(received.frame)
    body = received.frame[wire.HEADER_SIZE :]
    held = f", held {received.held_ms / 1000:.1f} s" if received.held_ms >= 1000 else ""
    return (
        f"#{received.number} {received.mac} {received.rssi} dBm "
        f"{KINDS.get(header.kind, header.kind)} {header.epoch}/{header.counter}{held}: "
        f"{_body(header, body)}"
    )


def _body(header: Header, body: bytes) -> str:
    if header.sealed:
        return f"sealed, {len(body)} bytes"
    if header.kind == wire.REPORT:
        return "; ".join(_sample(sample) for sample in Report.from_body(body).samples)
    if header.kind == wire.ANNOUNCE:
        told = Announce.from_body(body)
        return (
            f"{told.model}, firmware {told.firmware}, looks every {told.interval} s, "
            f"reports every {told.heartbeat} s, sensors {told.sensors}"
        )
    return f"{len(body)} bytes"


def _sample(sample: Sample) -> str:
    return f"sample {sample.number}: " + ", ".join(map(_reading, sample.readings))


def _reading(reading: Reading) -> str:
    kind = OBJECTS[reading.object_id]
    return f"{kind.name} {reading.value}{' ' + kind.unit if kind.unit else ''}"


_WORDS: Final[dict[int, Callable[[bytes], str]]] = {
    wire.HELLO | wire.REPLY: _hello,
    wire.PING | wire.REPLY: _pong,
    wire.STATS | wire.REPLY: _stats,
    wire.HEARD | wire.REPLY: _heard,
    wire.RECEIVED: _received,
}

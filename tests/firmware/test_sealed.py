"""A node with a key: what it seals, what it believes, and the mail that it carries out."""

import struct
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from custom_components.domotik.protocol import wire
from simulator.node import Node
from simulator.plan import Plan

from .host import Forwarded, Host

pytestmark = pytest.mark.usefixtures("socket_enabled")

STRANGERS_KEY = bytes(16)


@pytest.fixture
def plan(plan: Plan) -> Plan:
    """Return a plan in which the node has a key."""
    return replace(plan, sealed=True)


def unsealed(node: Node, report: Forwarded) -> bytes:
    """Return the body of a node's frame."""
    header = wire.unpack_header(report.frame)
    assert header is not None
    kind, _, epoch, counter = header
    clear, sealed = report.frame[: wire.HEADER_SIZE], report.frame[wire.HEADER_SIZE :]
    nonce = wire.nonce(node.mac, kind, epoch, counter)
    return AESCCM(node.key, tag_length=wire.TAG_SIZE).decrypt(nonce, sealed, clear)


def epoch_of(report: Forwarded) -> int:
    """Return a frame's epoch."""
    epoch: int = struct.unpack_from("<I", report.frame, 2)[0]
    return epoch


def oldest(node: Node, report: Forwarded) -> int:
    """Return the oldest number that a node still keeps."""
    number: int = struct.unpack_from(wire.REPORT_HEAD, unsealed(node, report))[1]
    return number


def sealed_confirm(node: Node, key: bytes, epoch: int, number: int) -> bytes:
    """Return the request that leaves a sealed confirm for a node."""
    clear = struct.pack("<IH", epoch, 1)
    nonce = wire.nonce(node.mac, wire.ACK | wire.DOWNLINK, epoch, 1)
    aes = AESCCM(key, tag_length=wire.TAG_SIZE)
    confirm = clear + aes.encrypt(nonce, struct.pack("<H", number), clear)
    return node.mac + bytes([len(confirm)]) + confirm


async def post(host: Host, node: Node, key: bytes, counter: int, body: bytes) -> None:
    """Put mail, sealed with a key, into the broker."""
    epoch = epoch_of((await host.frames(1))[0])
    header = wire.pack_header(wire.MAIL, wire.SEALED, epoch, counter)
    nonce = wire.nonce(node.mac, wire.MAIL | wire.DOWNLINK, epoch, counter)
    frame = header + AESCCM(key, tag_length=wire.TAG_SIZE).encrypt(nonce, body, header)
    head = struct.pack(wire.MAIL_PUT_HEAD, node.mac, body[0], 60)
    assert await host.request(wire.MAIL_PUT, head + frame) == b"\0"


async def test_nothing_goes_out_in_the_clear(host: Host, node: Node) -> None:
    """Every frame says that it is sealed, and opens with the node's key."""
    await host.frames(2)
    flags = [report.frame[1] & wire.SEALED for report in host.forwarded]
    assert all(flags)
    assert all(unsealed(node, report) for report in host.forwarded)


async def test_a_sealed_confirm_deletes_a_sample(host: Host, node: Node) -> None:
    """What the host has for good is not kept."""
    epoch = epoch_of((await host.frames(1))[0])
    await host.request(wire.CONFIRM_NODES, sealed_confirm(node, node.key, epoch, 0))
    assert oldest(node, (await host.frames(4))[3]) == 1


async def test_a_forged_confirm_deletes_nothing(host: Host, node: Node) -> None:
    """Somebody without the key can't make a node forget."""
    epoch = epoch_of((await host.frames(1))[0])
    await host.request(wire.CONFIRM_NODES, sealed_confirm(node, STRANGERS_KEY, epoch, 0))
    assert oldest(node, (await host.frames(4))[3]) == 0


async def test_a_clear_confirm_deletes_nothing(host: Host, node: Node) -> None:
    """A node with a key believes nothing that is not sealed."""
    epoch = epoch_of((await host.frames(1))[0])
    await host.confirm_node(node.mac, epoch, 0)
    assert oldest(node, (await host.frames(4))[3]) == 0


async def test_mail_is_carried_out_and_told(host: Host, node: Node) -> None:
    """A new interval is announced, and the report names the mail that was applied."""
    await post(host, node, node.key, 5, bytes([wire.MAIL_INTERVAL]) + struct.pack("<H", 2))
    announce = (await host.frames(2, wire.ANNOUNCE))[1]
    assert struct.unpack_from(wire.ANNOUNCE_HEAD, unsealed(node, announce))[0] == 2
    reports = await host.frames(len(await host.frames(1)) + 1)
    applied = bytes([wire.MAIL_APPLIED]) + struct.pack("<H", 5)
    assert any(applied in unsealed(node, report) for report in reports)


async def test_forged_mail_is_ignored(host: Host, node: Node) -> None:
    """Mail that was sealed with another key changes nothing."""
    await post(host, node, STRANGERS_KEY, 5, bytes([wire.MAIL_INTERVAL]) + struct.pack("<H", 9))
    await host.frames(4)
    assert len(await host.frames(1, wire.ANNOUNCE)) == 1


async def test_mail_is_applied_once(host: Host, node: Node) -> None:
    """It waits in the broker until the host takes it back, and a restart happens once."""
    await post(host, node, node.key, 1, bytes([wire.MAIL_RESTART]))
    await host.frames(6)
    assert node.board.cause.name == "DEEP_SLEEP"

"""The one place where radio frames are opened, and where what goes to a node is sealed."""

import struct
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from . import wire
from .errors import PlainFrame, SealedFrame, WrongSeal
from .messages import mac_bytes
from .reports import Header


def open_body(mac: str, key: bytes | None, header: Header, frame: bytes) -> bytes:
    """Return the body of a node's frame; raises PlainFrame, SealedFrame or WrongSeal."""
    clear, body = frame[: wire.HEADER_SIZE], frame[wire.HEADER_SIZE :]
    if not header.sealed:
        if key:
            raise PlainFrame
        return body
    if not key:
        raise SealedFrame
    nonce = wire.nonce(mac_bytes(mac), header.kind, header.epoch, header.counter)
    try:
        return _cipher(key).decrypt(nonce, body, clear)
    except InvalidTag as err:
        raise WrongSeal from err


def confirm(mac: str, key: bytes | None, epoch: int, counter: int, number: int) -> bytes:
    """Return a confirm as it goes into an ACK; with a key the number is sealed."""
    whole = struct.pack(wire.CONFIRM_BODY, epoch, counter, number)
    if not key:
        return whole
    clear, body = whole[: wire.CONFIRM_CLEAR_SIZE], whole[wire.CONFIRM_CLEAR_SIZE :]
    nonce = wire.nonce(mac_bytes(mac), wire.ACK | wire.DOWNLINK, epoch, counter)
    return clear + _cipher(key).encrypt(nonce, body, clear)


def mail(  # noqa: PLR0913, PLR0917 - what a frame is made of
    mac: str, key: bytes | None, epoch: int, counter: int, body: bytes, version: int = 0
) -> bytes:
    """Return a MAIL frame; with a node's key its body is sealed."""
    header = wire.pack_header(wire.MAIL, wire.SEALED if key else 0, epoch, counter, version)
    if not key:
        return header + body
    nonce = wire.nonce(mac_bytes(mac), wire.MAIL | wire.DOWNLINK, epoch, counter)
    return header + _cipher(key).encrypt(nonce, body, header)


def mark(mac: str, key: bytes | None) -> str:
    """Return what tells a node's keys apart without telling them; empty without a key."""
    return sha256(b"domotik" + mac_bytes(mac) + key).hexdigest()[:8] if key else ""


@lru_cache(maxsize=1024)
def _cipher(key: bytes) -> AESCCM:
    return AESCCM(key, tag_length=wire.TAG_SIZE)

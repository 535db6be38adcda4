"""AES-CCM (NIST SP 800-38C, RFC 3610) from the ECB and CBC modes that MicroPython has built in."""

from cryptolib import aes

ECB = 1
CBC = 2
BLOCK = 16


def seal(key: bytes, nonce: bytes, header: bytes, body: bytes, tag_size: int = 8) -> bytes:
    """Return the body encrypted, with its tag behind it; the header is authenticated with it."""
    stream = _stream(key, nonce, len(body))
    tag = _tag(key, nonce, header, body, tag_size)
    return _xor(body, stream[BLOCK:]) + _xor(tag, stream)


def unseal(
    key: bytes, nonce: bytes, header: bytes, sealed: bytes, tag_size: int = 8
) -> "bytes | None":
    """Return the body, or None when key, nonce, header or any byte is not what it was."""
    size = len(sealed) - tag_size
    if size < 0:
        return None
    stream = _stream(key, nonce, size)
    body = _xor(sealed[:size], stream[BLOCK:])
    tag = _xor(sealed[size:], stream)
    # All bytes are compared, however early one differs.
    differing = 0
    for ours, theirs in zip(_tag(key, nonce, header, body, tag_size), tag):
        differing |= ours ^ theirs
    return None if differing else body


def _tag(key: bytes, nonce: bytes, header: bytes, body: bytes, tag_size: int) -> bytes:
    """Return the start of the CBC-MAC over lengths, nonce, header and body."""
    length_size = 15 - len(nonce)
    flags = (bool(header) << 6) | (tag_size - 2) // 2 << 3 | length_size - 1
    blocks = bytes((flags,)) + nonce + len(body).to_bytes(length_size, "big")
    if header:
        blocks += _padded(len(header).to_bytes(2, "big") + header)
    blocks += _padded(body)
    return aes(key, CBC, bytes(BLOCK)).encrypt(blocks)[-BLOCK:][:tag_size]


def _stream(key: bytes, nonce: bytes, size: int) -> bytes:
    """Return the key stream: a block for the tag, then enough for the body."""
    length_size = 15 - len(nonce)
    start = bytes((length_size - 1,)) + nonce
    counters = b""
    for block in range(1 + (size + BLOCK - 1) // BLOCK):
        counters += start + block.to_bytes(length_size, "big")
    return aes(key, ECB).encrypt(counters)


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % BLOCK)


def _xor(content: bytes, stream: bytes) -> bytes:
    """Return content with a stream laid over it, by one operation on long numbers."""
    size = len(content)
    mixed = int.from_bytes(content, "big") ^ int.from_bytes(stream[:size], "big")
    return mixed.to_bytes(size, "big")

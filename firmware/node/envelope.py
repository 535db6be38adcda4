"""What makes a node's frames its own: sealed with its key, or open when it has none."""

import struct

import wire


class Envelope:
    """Closes what goes to the host and opens what comes from it, for one node."""

    def __init__(self, key: bytes, mac: bytes) -> None:
        self._key = key
        self._mac = mac
        self.flags = wire.SEALED if key else 0

    def close(self, kind: int, epoch: int, counter: int, header: bytes, body: bytes) -> bytes:
        """Return a whole frame."""
        if not self._key:
            return header + body
        import ccm

        nonce = wire.nonce(self._mac, kind, epoch, counter)
        return header + ccm.seal(self._key, nonce, header, body)

    def mail(self, frame: memoryview) -> "tuple[int, int, bytes] | None":
        """Return (epoch, host counter, key and value) of mail that the host itself has made."""
        header = wire.unpack_header(frame)
        if header is None or header[0] != wire.MAIL or header[1] & wire.SEALED != self.flags:
            return None
        _, _, epoch, counter = header
        body = bytes(frame[wire.HEADER_SIZE :])
        if self._key:
            import ccm

            clear = bytes(frame[: wire.HEADER_SIZE])
            nonce = wire.nonce(self._mac, wire.MAIL | wire.DOWNLINK, epoch, counter)
            opened = ccm.unseal(self._key, nonce, clear, body)
            return None if opened is None else (epoch, counter, opened)
        return epoch, counter, body

    def chunk(self, frame: memoryview, epoch: int) -> "bytes | None":
        """Return a chunk of an update: never sealed, because a sealed list tells what is right."""
        header = wire.unpack_header(frame)
        if header is None or header[:3] != (wire.MAIL, 0, epoch):
            return None
        body = bytes(frame[wire.HEADER_SIZE :])
        return body if len(body) > 4 and body[0] & 0xFC == wire.MAIL_CHUNK else None

    def confirmed(self, confirm: bytes) -> "tuple[int, int, int] | None":
        """Return (epoch, host counter, number) of a confirm that the host itself has made."""
        if not self._key:
            valid = len(confirm) == wire.CONFIRM_SIZE
            return struct.unpack(wire.CONFIRM_BODY, confirm) if valid else None
        if len(confirm) != wire.CONFIRM_SIZE + wire.TAG_SIZE:
            return None
        import ccm

        clear = confirm[: wire.CONFIRM_CLEAR_SIZE]
        epoch, counter = struct.unpack("<IH", clear)
        nonce = wire.nonce(self._mac, wire.ACK | wire.DOWNLINK, epoch, counter)
        number = ccm.unseal(self._key, nonce, clear, confirm[wire.CONFIRM_CLEAR_SIZE :])
        return None if number is None else (epoch, counter, struct.unpack("<H", number)[0])

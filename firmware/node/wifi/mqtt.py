"""An MQTT 5 publisher, QoS 1, one message at a time.

Version 5, because only there an acknowledgement tells that nobody listens, or that the access list
forbids the topic: version 3.1.1 acknowledges both, and the sample would be gone.
"""

import socket
import struct

from wifi import Failed

TIMEOUT_S = 5
PORT = 1883
TLS_PORT = 8883
CONNECT = 0x10
CONNACK = 0x20
PUBLISH = 0x30
PUBACK = 0x40
PINGREQ = 0xC0
PINGRESP = 0xD0
DISCONNECT = 0xE0
QOS_1 = 0x02
RETAIN = 0x01
DUP = 0x08
SESSION_EXPIRY = 0x11
SESSION_S = 7 * 86400
HAS_USER = 0x80
HAS_PASSWORD = 0x40
WILL = 0x04 | 0x08 | 0x20  # a last will, QoS 1, retained

DONE = 0x00
NOBODY_LISTENS = 0x10
FORBIDDEN = 0x87
FAILURE = 0x80
STRANGER = (0x86, 0x87)  # to a CONNECT; Mosquitto gives the second for a wrong password
REASONS = {
    0x01: "it does not speak MQTT 5",  # the answer of version 3.1.1
    0x84: "it does not speak MQTT 5",
    0x85: "it does not like the client id",
    0x87: "this user may not write it: check the server's access list",
    0x88: "it is not available",
    0x89: "it is busy",
    0x8B: "it is shutting down",
    0x8D: "it has not heard this board for too long",
    0x8E: "another board took over this client id",
    0x97: "a quota is used up",
    0x9B: "it does not offer QoS 1",
}


class Mqtt:
    """One connection; every wait ends, and every end that is not wanted is Failed."""

    def __init__(self, settings: dict) -> None:
        self._settings = settings
        self.name = "%s:%d" % (settings["host"], self._port())
        # A socket, or what TLS makes of it.
        self._line = None  # type: ignore[var-annotated]
        self._held = b""

    def connect(self, client: str, topic: str, will: str, keepalive: int) -> bool:
        """Connect; tell whether the server remembers this client."""
        try:
            self._line = self._open()
            self._send(CONNECT, self._greeting(client, topic, will, keepalive))
            kind, body = self._receive()
        except OSError as error:
            self.drop()
            raise Failed("no answer from %s (%s)" % (self.name, error))  # noqa: B904
        if kind != CONNACK or len(body) < 2:
            raise Failed("%s is no MQTT server" % self.name)
        if body[1] in STRANGER:
            self.drop()
            raise Failed("%s refuses: check mqtt.user and mqtt.password" % self.name)
        self._check(body[1])
        return bool(body[0] & 1)

    def publish(self, topic: str, text: str, number: int, flags: int = 0) -> int:
        """Return what the server says to a message, once it has taken it: a reason code."""
        head = packed(topic) + struct.pack("!HB", number, 0)
        try:
            self._send(PUBLISH | QOS_1 | flags, head, text.encode())
            while True:
                kind, answer = self._receive()
                if kind == DISCONNECT:
                    self._check(answer[0] if answer else FAILURE)
                if kind == PUBACK and answer[:2] == struct.pack("!H", number):
                    return answer[2] if len(answer) > 2 else DONE
        except (OSError, ValueError) as error:
            self.drop()
            raise Failed("%s went away (%s)" % (self.name, error))  # noqa: B904

    def tell(self, topic: str, text: str) -> None:
        """Leave a retained message, without an answer, along with what is sent next."""
        # Two small writes in a row would wait for each other's acknowledgement, some 40 ms.
        self._held = framed(PUBLISH | RETAIN, packed(topic) + b"\x00" + text.encode())

    def alive(self) -> bool:
        """Tell whether the connection still stands, by asking."""
        if self._line is None:
            return False
        try:
            self._send(PINGREQ, b"")
            if self._receive()[0] == PINGRESP:
                return True
        except (OSError, ValueError):
            pass
        self.drop()
        return False

    def disconnect(self) -> None:
        """Say goodbye, so that the server keeps the last will to itself."""
        if self._line is not None:
            try:
                self._send(DISCONNECT, b"")
            except OSError:
                print("Wi-Fi: %s was gone already" % self.name)
            self.drop()

    def drop(self) -> None:
        """Close the connection without a word."""
        if self._line is not None:
            self._line.close()
            self._line = None
            self._held = b""

    # --- The line ---

    def _port(self) -> int:
        return self._settings.get("port") or (TLS_PORT if "ca" in self._settings else PORT)

    def _open(self):  # type: ignore[no-untyped-def]
        """Return an open line to the server."""
        line = socket.socket()
        try:
            line.settimeout(TIMEOUT_S)
            line.connect(socket.getaddrinfo(self._settings["host"], self._port())[0][-1])
            if "ca" not in self._settings:
                return line
            from wifi.secure import wrap

            return wrap(line, self._settings["ca"], self._settings["host"])
        except (OSError, Failed):
            line.close()
            raise

    def _greeting(self, client: str, topic: str, will: str, keepalive: int) -> bytes:
        """Return the body of a CONNECT."""
        flags = WILL
        credentials = b""
        if "user" in self._settings:
            flags |= HAS_USER | HAS_PASSWORD
            credentials = packed(self._settings["user"])
            credentials += packed(self._settings.get("password", ""))
        head = packed("MQTT") + struct.pack("!BBH", 5, flags, keepalive)
        head += struct.pack("!BBI", 5, SESSION_EXPIRY, SESSION_S)
        return head + packed(client) + b"\x00" + packed(topic) + packed(will) + credentials

    def _send(self, kind: int, body: bytes, payload: bytes = b"") -> None:
        """Send one packet of the protocol; a payload is long, and so never copied."""
        if self._line is None:
            raise OSError("closed")
        self._line.write(self._held + framed(kind, body, len(payload)))
        self._held = b""
        if payload:
            self._line.write(payload)

    def _receive(self) -> "tuple[int, bytes]":
        """Return the next packet's kind and body."""
        kind = self._read(1)[0] & 0xF0
        length = shift = 0
        while True:
            part = self._read(1)[0]
            length |= (part & 0x7F) << shift
            shift += 7
            if part < 0x80:
                return kind, self._read(length)

    def _read(self, count: int) -> bytes:
        content = self._line.read(count) if self._line and count else b""
        if content is None or len(content) < count:
            raise OSError("cut off")
        return content

    def _check(self, reason: int) -> None:
        """Raise what a server's refusal means."""
        if reason:
            self.drop()
            raise Failed("%s refuses: %s" % (self.name, meaning(reason)))


def meaning(reason: int) -> str:
    """Return what a refusal means."""
    return REASONS.get(reason, "reason %d" % reason)


def framed(kind: int, body: bytes, more: int = 0) -> bytes:
    """Return a packet: kind, length in pieces of seven bits, body; so many bytes are to follow."""
    head = bytes((kind,))
    length = len(body) + more
    while length > 0x7F:
        head += bytes((length & 0x7F | 0x80,))
        length >>= 7
    return head + bytes((length,)) + body


def packed(text: str) -> bytes:
    """Return a text behind its length."""
    encoded = text.encode()
    return struct.pack("!H", len(encoded)) + encoded

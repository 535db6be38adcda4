"""What a server answers may be anything: it is understood or refused, and nothing else happens."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from .firmware import load

clock = load("wifi.clock")
mqtt = load("wifi.mqtt")
Failed = mqtt.Failed
MARK = b"question"


@given(st.binary(max_size=60))
def test_any_bytes_are_a_time_or_no_answer(answer: bytes) -> None:
    with suppress(OSError, Failed, clock.Failed):
        clock.unpack(answer, MARK)


@given(seconds=st.integers(3976214400, 2**32 + 2**31 - 1), stratum=st.integers(1, 15))
def test_every_time_from_2026_on_is_understood(seconds: int, stratum: int) -> None:
    told = (seconds % 2**32).to_bytes(4)
    answer = bytes((0x24, stratum)) + bytes(22) + MARK + bytes(8) + told + b"\x80" + bytes(3)
    assert clock.unpack(answer, MARK) == (seconds - clock.BEGINS, 500_000)


@pytest.mark.parametrize("head", [b"\x23\x02", b"\xe4\x02", b"\x24\x00", b"\x24\x10"])
def test_a_server_without_the_time_is_no_answer(head: bytes) -> None:
    answer = head + bytes(22) + MARK + bytes(8) + b"\xf0" + bytes(7)
    with pytest.raises(OSError, match=r"^$"):
        clock.unpack(answer, MARK)


def test_the_answer_to_another_question_is_no_answer() -> None:
    answer = b"\x24\x02" + bytes(22) + b"another!" + bytes(8) + b"\xf0" + bytes(7)
    with pytest.raises(OSError, match=r"^$"):
        clock.unpack(answer, MARK)


class Line:
    """A connection on which certain bytes come."""

    def __init__(self, content: bytes) -> None:
        """Prepare what comes."""
        self._content = content
        self.sent = b""

    def read(self, count: int) -> bytes:
        """Return what comes next."""
        part, self._content = self._content[:count], self._content[count:]
        return part

    def write(self, content: bytes) -> None:
        """Take what is sent."""
        self.sent += content

    def close(self) -> None:
        """End."""


def server(answers: bytes) -> Any:
    """Return a client whose server answers so."""
    client = mqtt.Mqtt({"host": "server"})
    client._open = lambda: Line(answers)
    return client


@given(st.binary(max_size=40))
def test_any_bytes_are_a_welcome_or_a_refusal(answers: bytes) -> None:
    with suppress(Failed):
        server(answers).connect("client", "topic", "gone", 60)


@given(st.binary(max_size=40))
@example(b"\x40\x00")
@example(b"\x40\x01\x00")
def test_any_bytes_are_an_acknowledgement_or_a_failure(answers: bytes) -> None:
    client = server(answers)
    client._line = Line(answers)
    with suppress(Failed):
        assert 0 <= client.publish("topic", "text", 7) <= 255


@given(st.integers(0, 2**21))
def test_every_length_comes_back(length: int) -> None:
    client = server(b"")
    client._line = Line(mqtt.framed(mqtt.PUBACK, bytes(length)))
    assert client._receive() == (mqtt.PUBACK, bytes(length))


def test_a_server_of_version_3_is_named() -> None:
    with pytest.raises(Failed, match="server:1883 refuses: it does not speak MQTT 5"):
        server(b"\x20\x02\x00\x01").connect("client", "topic", "gone", 60)


def test_another_server_is_named() -> None:
    with pytest.raises(Failed, match="server:1883 is no MQTT server"):
        server(b"HTTP/1.1 400 Bad Request" + bytes(100)).connect("client", "topic", "gone", 60)


def test_the_status_goes_out_with_the_next_message() -> None:
    client = server(b"")
    client._line = line = Line(b"\x40\x02\x00\x07")
    client.tell("topic/status", "here")
    assert line.sent == b""
    client.publish("topic", "text", 7)
    assert line.sent.index(b"here") < line.sent.index(b"text")

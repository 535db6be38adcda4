"""The shared vectors, on the interpreter of the boards."""

import json
import struct

import wire


def vectors(name):
    with open(VECTORS + name) as file:
        return json.load(file)


VECTORS = __file__.rsplit("/", 2)[0] + "/vectors/"


def test_lines_are_packed_as_the_vectors_say():
    for row in vectors("lines.json"):
        line = wire.pack_line(row["kind"], row["sequence"], bytes.fromhex(row["payload"]))
        assert line == row["line"].encode(), row["name"]


def test_lines_are_unpacked_as_the_vectors_say():
    for row in vectors("lines.json"):
        frame = (row["kind"], row["sequence"], bytes.fromhex(row["payload"]))
        assert wire.unpack_line(row["line"].encode()) == frame, row["name"]


def test_headers_are_packed_as_the_vectors_say():
    for row in vectors("frames.json"):
        header = wire.pack_header(row["kind"], row["flags"], row["epoch"], row["counter"])
        assert header + bytes.fromhex(row["body"]) == bytes.fromhex(row["hex"]), row["name"]


def test_headers_are_unpacked_as_the_vectors_say():
    for row in vectors("frames.json"):
        header = (row["kind"], row["flags"], row["epoch"], row["counter"])
        assert wire.unpack_header(bytes.fromhex(row["hex"])) == header, row["name"]


def test_samples_are_packed_as_the_vectors_say():
    for row in vectors("samples.json"):
        packed = wire.pack_sample(row["number"], row["taken"], row["objects"])
        assert packed == bytes.fromhex(row["hex"]), row["name"]


def test_a_line_with_one_changed_letter_holds_no_frame():
    line = bytearray(wire.pack_line(wire.PING, 7, b"payload"))
    for place in range(1, len(line) - 3):
        broken = bytearray(line)
        broken[place] = 65 if line[place] != 65 else 66
        assert wire.unpack_line(bytes(broken)) is None, place


def test_boot_text_before_a_frame_costs_nothing():
    line = b"rst:0x1 (POWERON_RESET)~AQ" + wire.pack_line(wire.PING, 7, b"")
    assert wire.unpack_line(line) == (wire.PING, 7, b"")


def test_another_protocol_version_has_no_header():
    assert wire.unpack_header(b"\x21" + bytes(7)) is None


def test_numbers_compare_across_the_wrap():
    assert wire.newer(0, 0xFFFF)
    assert not wire.newer(0xFFFF, 0)
    assert not wire.newer(5, 5)


def test_the_longest_mail_fits_a_host_line():
    frame = wire.pack_header(wire.MAIL, wire.SEALED, 1, 1) + bytes(wire.MAIL_MAX + wire.TAG_SIZE)
    payload = struct.pack(wire.MAIL_PUT_HEAD, bytes(6), 1, 60) + frame
    assert len(wire.pack_line(wire.MAIL_PUT, 1, payload)) <= wire.HOST_LINE_MAX


def test_the_longest_radio_frame_fits_a_line():
    payload = bytes(struct.calcsize(wire.RECEIVED_HEAD) + wire.FRAME_MAX)
    assert len(wire.pack_line(wire.RECEIVED, 0, payload)) <= wire.LINE_MAX

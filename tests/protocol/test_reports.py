"""What a node says on the radio."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.errors import BadFrame, SealedFrame
from custom_components.domotik.protocol.reports import (
    Announce,
    Header,
    Reading,
    Report,
    Sample,
)
from custom_components.domotik.protocol.seal import open_body

MAC = "a0:b1:c2:d3:e4:f5"
HEAD = struct.pack(wire.REPORT_HEAD, 1200, 5)
WARM = wire.pack_sample(8, 1195, [(wire.TEMPERATURE, 2150)])


def report(*samples: bytes) -> Report:
    """Read a report of some samples."""
    return Report.from_body(HEAD + b"".join(samples))


def raw_sample(objects: str) -> bytes:
    """Return a sample of objects in hexadecimal."""
    body = bytes.fromhex(objects)
    return struct.pack(wire.SAMPLE_HEAD, wire.SAMPLE_HEAD_SIZE - 1 + len(body), 8, 1195) + body


def test_report_is_read() -> None:
    reading = Reading(wire.TEMPERATURE, 0, 21.5)
    assert report(WARM) == Report(1200, 5, (Sample(8, 1195, (reading,)),))


def test_report_may_hold_no_sample() -> None:
    assert report().samples == ()


def test_samples_keep_their_order() -> None:
    older = wire.pack_sample(7, 895, [])
    assert [sample.number for sample in report(WARM, older).samples] == [8, 7]


def test_same_object_twice_is_a_second_sensor() -> None:
    readings = report(raw_sample("0203080204080c600f")).samples[0].readings
    assert [(reading.object_id, reading.instance) for reading in readings] == [
        (wire.TEMPERATURE, 0),
        (wire.TEMPERATURE, 1),
        (wire.VOLTAGE, 0),
    ]


def test_a_missing_first_one_leaves_the_second_its_place() -> None:
    objects = [(wire.TEMPERATURE, 2100), (wire.VOLTAGE, 3000), (wire.MISSING, wire.TEMPERATURE)]
    readings = report(wire.pack_sample(8, 1195, objects)).samples[0].readings
    assert [reading.key for reading in readings] == [(wire.TEMPERATURE, 1), (wire.VOLTAGE, 0)]


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_what_is_missing_moves_no_instance(there: list[bool]) -> None:
    present = [place for place, here in enumerate(there) if here]
    gaps = [place for place, here in enumerate(there) if not here and place < max(present or [0])]
    objects = [(wire.TEMPERATURE, place) for place in present]
    objects += [(wire.MISSING, wire.TEMPERATURE | place << 8) for place in gaps]
    readings = report(wire.pack_sample(8, 1195, objects)).samples[0].readings
    assert [
        (reading.instance, round(float(str(reading.value)) * 100)) for reading in readings
    ] == [(place, place) for place in present]


def test_unknown_object_ends_its_sample() -> None:
    sample = report(raw_sample("020308 99 0c600f")).samples[0]
    assert [reading.object_id for reading in sample.readings] == [wire.TEMPERATURE]


def test_unknown_object_is_named() -> None:
    assert report(raw_sample("020308 99 0c600f")).samples[0].unread == 0x99


def test_sample_after_an_unknown_object_is_read() -> None:
    assert len(report(raw_sample("9901"), WARM).samples[1].readings) == 1


def test_object_cut_short_ends_its_sample() -> None:
    sample = report(raw_sample("020308 0c60")).samples[0]
    assert (len(sample.readings), sample.unread) == (1, wire.VOLTAGE)


@pytest.mark.parametrize("length", range(1, len(WARM)))
def test_sample_cut_short_is_bad(length: int) -> None:
    with pytest.raises(BadFrame):
        report(WARM[:length])


def test_sample_without_a_head_is_bad() -> None:
    with pytest.raises(BadFrame):
        report(b"\x03\x01\x02\x03")


@pytest.mark.parametrize("length", range(wire.REPORT_HEAD_SIZE))
def test_report_without_a_head_is_bad(length: int) -> None:
    with pytest.raises(BadFrame):
        Report.from_body(HEAD[:length])


def test_announce_is_read() -> None:
    body = struct.pack(wire.ANNOUNCE_HEAD, 300, 900) + wire.pack_texts("a", "b", "c,d")
    assert Announce.from_body(body) == Announce(300, 900, "a", "b", "c,d")


def announce(sensors: str) -> Announce:
    """Return an announce of some sensors."""
    return Announce(300, 900, "ESP32", "0.1.0", sensors)


def test_announce_names_its_sensors_without_what_is_said_of_them() -> None:
    assert announce("bme280,soil?dry,battery li-ion,?interval").names == [
        "bme280",
        "soil",
        "battery",
    ]


def test_announce_names_its_battery() -> None:
    assert announce("bme280,battery li-ion?pin").battery == "li-ion"


def test_announce_without_a_kind_of_battery_names_none() -> None:
    assert announce("bme280,battery").battery is None


def test_announce_names_what_was_refused() -> None:
    assert announce("bme280,soil?dry,?interval").refused == ["sensor 2 (soil): dry", "interval"]


def test_announce_without_sensors_names_nothing() -> None:
    assert (announce("").names, announce("").refused) == ([], [])


@given(st.text(max_size=60))
def test_any_text_of_sensors_is_read(sensors: str) -> None:
    told = announce(sensors)
    assert len(told.names) + len(told.refused) <= 2 * (sensors.count(",") + 1)


def test_announce_with_bytes_that_are_no_text_is_bad() -> None:
    with pytest.raises(BadFrame):
        Announce.from_body(struct.pack(wire.ANNOUNCE_HEAD, 300, 900) + b"\x02\xff\xfe")


def test_header_is_read() -> None:
    frame = wire.pack_header(wire.REPORT, wire.CLAIMED, 3, 17)
    assert Header.from_frame(frame) == Header(wire.REPORT, wire.CLAIMED, 3, 17)


def test_header_of_another_version_is_bad() -> None:
    with pytest.raises(BadFrame):
        Header.from_frame(b"\x21" + bytes(7))


def test_open_frame_has_its_body() -> None:
    header = wire.pack_header(wire.REPORT, 0, 3, 17)
    assert open_body(MAC, None, Header.from_frame(header), header + b"body") == b"body"


def test_sealed_frame_stays_closed() -> None:
    header = Header(wire.REPORT, wire.SEALED, 3, 17)
    with pytest.raises(SealedFrame):
        open_body(MAC, None, header, bytes(40))


@given(st.binary(max_size=wire.FRAME_MAX))
def test_garbage_raises_nothing_else(body: bytes) -> None:
    for read in (Report.from_body, Announce.from_body, Header.from_frame):
        try:
            read(body)
        except BadFrame:
            continue


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_garbage_in_well_formed_samples_raises_nothing(bodies: list[bytes]) -> None:
    samples = report(*(raw_sample(body.hex()) for body in bodies)).samples
    assert len(samples) == len(bodies)

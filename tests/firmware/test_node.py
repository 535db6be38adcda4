"""The node's firmware on simulated hardware, heard through the real broker firmware."""

import json
import struct

import pytest

from custom_components.domotik.protocol import wire
from simulator.ether import Conditions, Frame
from simulator.home import Home
from simulator.node import Node
from simulator.plan import Plan
from tests.waiting import until

from .host import Host
from .readings import announced, newest, objects, samples

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def test_it_announces_itself_before_it_reports(host: Host) -> None:
    """The first thing heard of a node says what it is."""
    await host.frames(1)
    assert host.forwarded[0].kind == wire.ANNOUNCE
    body = host.forwarded[0].frame[wire.HEADER_SIZE :]
    assert struct.unpack_from(wire.ANNOUNCE_HEAD, body) == (1, 3)
    texts = wire.unpack_texts(body[4:], 3)
    assert texts[1:] == ["0.1.0", "bme280,bh1750,battery li-ion"]


async def test_its_readings_are_the_room(host: Host, node: Node) -> None:
    """The real drivers compute what the room really is."""
    read = await newest(host)
    truth = node.truth()
    assert read[wire.TEMPERATURE] / 100 == pytest.approx(truth["temperature"], abs=0.02)
    assert read[wire.HUMIDITY] / 100 == pytest.approx(truth["humidity"], abs=0.05)
    assert read[wire.PRESSURE] / 100 == pytest.approx(truth["pressure"], abs=0.05)
    assert read[wire.ILLUMINANCE] / 100 == pytest.approx(truth["illuminance"], abs=1.5)
    assert read[wire.VOLTAGE] / 1000 == pytest.approx(truth["voltage"], abs=0.01)


async def test_samples_are_numbered_and_dated(host: Host) -> None:
    """Numbers are consecutive; times are those of the node's clock."""
    reports = await host.frames(3)
    taken = sorted(sample for report in reports for sample in samples(report))
    assert [number for number, _, _ in taken] == list(range(len(taken)))
    assert [time for _, time, _ in taken] == sorted(time for _, time, _ in taken)


async def test_a_confirmed_sample_is_not_kept(host: Host, node: Node) -> None:
    """The oldest kept number follows what the host has for good."""
    first = (await host.frames(1))[0]
    epoch = struct.unpack_from("<I", first.frame, 2)[0]
    await host.confirm_node(node.mac, epoch, samples(first)[0][0])
    report = (await host.frames(3))[2]
    _, oldest = struct.unpack_from(wire.REPORT_HEAD, report.frame, wire.HEADER_SIZE)
    assert oldest > samples(first)[0][0]


async def test_a_broken_sensor_is_left_out_and_told(host: Host, node: Node) -> None:
    """An absent chip gives no number, and its bit in the faults; the others go on."""
    del node.board.buses[26, 25].chips[0x76]
    read = await newest(host, 3)
    assert wire.TEMPERATURE not in read
    assert wire.ILLUMINANCE in read
    faults = [
        objects(sample[2]).get(wire.SENSOR_FAULTS)
        for report in host.forwarded
        if report.kind == wire.REPORT
        for sample in samples(report)
    ]
    assert 1 in faults


async def test_a_retry_is_the_same_bytes(home: Home, host: Host, node: Node) -> None:
    """A report whose ACK is lost goes out again unchanged, and arrives once."""
    sent: list[bytes] = []

    def lose_first_ack(frame: Frame) -> bool:
        if frame.source == node.mac and frame.message[0] & 0x0F == wire.REPORT:
            sent.append(frame.message)
        return frame.source != node.mac and len(sent) == 1

    home.ether.taps.append(lose_first_ack)
    await host.frames(2)
    assert sent[0] == sent[1]
    assert [report.frame for report in host.forwarded].count(sent[0]) == 1


async def test_an_epoch_begins_at_a_cold_start(host: Host, node: Node) -> None:
    """Losing power ends an epoch; sleeping does not."""
    first, second = (await host.frames(2))[:2]
    host.forwarded.clear()
    node.board.power_cycle()
    after = (await host.frames(1))[0]
    epochs = [struct.unpack_from("<I", report.frame, 2)[0] for report in (first, second, after)]
    assert epochs == [epochs[0], epochs[0], epochs[0] + 1]


async def test_it_reports_again_after_frames_were_lost() -> None:
    """With every third frame lost, every sample still arrives."""
    lossy = Home(Plan(nodes=1, interval=1, seed=3, reset_on_open=False), Conditions(loss=0.33))
    async with lossy as home, Host(home.broker.port) as host:
        await host.own(home.nodes[0].mac)
        reports = await host.frames(5)
        numbers = {number for report in reports for number, _, _ in samples(report)}
    assert numbers == set(range(max(numbers) + 1))


async def test_right_settings_from_a_file_are_kept_in_flash(home: Home, node: Node) -> None:
    """The file goes, the settings stay."""
    flash = node.launcher._flash
    (flash / "settings.json").write_text(json.dumps({"interval": 2, "console": 0}))
    node.board.power_cycle()
    async with Host(home.broker.port) as host:
        await host.own(node.mac)
        announce = (await host.frames(1, wire.ANNOUNCE))[0]
    assert struct.unpack_from(wire.ANNOUNCE_HEAD, announce.frame, wire.HEADER_SIZE)[0] == 2
    assert list(flash.iterdir()) == []


WRONG = {"interval": 0, "console": 0, "sensors": [{"chip": "bh1750"}, {"chip": "soil", "pin": 34}]}


async def test_wrong_settings_are_told_to_the_host(home: Home, node: Node) -> None:
    """The ANNOUNCE names each; the node goes on with what is right."""
    (node.launcher._flash / "settings.json").write_text(json.dumps(WRONG))
    node.board.power_cycle()
    async with Host(home.broker.port) as host:
        await host.own(node.mac)
        assert (await announced(host))[2] == "bh1750,soil?dry,?interval"
        read = await newest(host)
    assert wire.ILLUMINANCE in read
    assert read[wire.SENSOR_FAULTS] == 0b10


async def test_wrong_settings_are_told_on_the_console(home: Home, node: Node) -> None:
    """A sentence each, at this and at every later start; the file stays under another name."""
    printed = bytearray()
    node.launcher.uart.sink = printed.extend
    (node.launcher._flash / "settings.json").write_text(json.dumps(WRONG))
    node.board.power_cycle()
    await until(lambda: b"sensor 2 (soil)" in printed)
    assert b"settings: interval must be a whole number from 1 to 65535" in printed
    assert printed.count(b"settings: sensor 2: dry is missing: calibrate the probe") == 1
    printed.clear()
    node.board.power_cycle()
    await until(lambda: b"settings: interval was refused; see settings.refused.json" in printed)
    await until(lambda: b"settings: sensor 2: dry is missing: calibrate the probe" in printed)
    assert [file.name for file in node.launcher._flash.iterdir()] == ["settings.refused.json"]

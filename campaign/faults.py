"""All faults of the campaign."""

from dataclasses import replace

from campaign import on_air, on_attack, on_host, on_power
from campaign.fault import EVERY_SECOND, Fault
from campaign.stage import Scene
from campaign.verdict import counted_exactly, memory_only
from simulator.plan import Plan

# An hour of twelve looks takes 10 s.
HOUR = Scene(Plan(nodes=2, interval=300, heartbeat=300, scale=360, sealed=True))
DAY = Scene(Plan(nodes=2, interval=300, heartbeat=300, scale=1000, sealed=True))
DRIFT = Scene(Plan(nodes=3, interval=300, heartbeat=300, scale=100, sealed=True))
CROWD = Scene(Plan(nodes=64, interval=10, heartbeat=10, sealed=True))
KILLED = replace(EVERY_SECOND, killable=True)
KILLED_UNRESET = replace(KILLED, plan=replace(KILLED.plan, reset_on_open=False))
BESIEGED = Scene(replace(EVERY_SECOND.plan, reset_on_open=False))
SMALL = Scene(Plan(nodes=2, interval=1, heartbeat=1, sealed=True))
NEXT_DOOR = Scene(Plan(nodes=2, interval=1, heartbeat=1, house=1, seed=1, sealed=True))

FAULTS = (
    Fault(name="none", says="nothing goes wrong", play=on_air.nothing),
    Fault(
        name="loss",
        says="30 % of all radio frames are lost, both ways",
        play=on_air.conditions(loss=0.3),
    ),
    Fault(
        name="duplicates",
        says="10 % of radio frames arrive twice",
        play=on_air.conditions(duplicate=0.1),
    ),
    Fault(
        name="reordering",
        says="30 % of radio frames are overtaken by later ones",
        play=on_air.conditions(reorder=0.3, reorder_delay=1.3),
    ),
    Fault(
        name="lost-acks",
        says="half of the broker's ACKs are lost, and nothing else",
        play=on_air.lost_acks,
    ),
    Fault(
        name="broker-reset",
        says="the broker's watchdog bites 4 times at random",
        play=on_power.broker_resets,
        short=6,
    ),
    Fault(
        name="broker-power",
        says="the broker's power is cut 4 times at random",
        play=on_power.broker_power_cuts,
        short=6,
    ),
    Fault(
        name="cable",
        says="the cable is pulled and put back 20 times",
        play=on_power.cable_pulled,
        short=12,
        long=80,
    ),
    Fault(
        name="kill",
        says="the host is killed with SIGKILL and started again, time after time",
        play=on_host.kills,
        scene=KILLED,
        short=6,
    ),
    Fault(
        name="kill-unplugged",
        says="the cable is pulled, then the host is killed with SIGKILL",
        play=on_host.kill_unplugged,
        scene=KILLED,
        short=6,
    ),
    Fault(
        name="host-off",
        says="the host is off for so long that the broker's ring fills up",
        play=on_host.host_off,
        scene=Scene(Plan(nodes=8, interval=1, heartbeat=1, reset_on_open=False, sealed=True)),
        short=22,
        long=30,
    ),
    Fault(
        name="everything",
        says="loss, duplicates, reordering, bit errors, resets of the broker and kills at once",
        play=on_host.everything,
        scene=KILLED_UNRESET,
        short=10,
        long=300,
    ),
    Fault(
        name="channel",
        says="the broker's channel is changed 3 times",
        play=on_air.other_channels,
        short=12,
    ),
    Fault(
        name="hour",
        says="a node is out of reach for an hour",
        play=on_air.out_of_reach,
        scene=HOUR,
        short=10,
        long=10,
    ),
    Fault(
        name="too-long",
        says="a node is out of reach for longer than it can keep samples",
        play=on_air.out_of_reach,
        scene=DAY,
        promise=counted_exactly,
        short=36,
        long=90,
    ),
    Fault(
        name="bit-errors",
        says="each bit on the serial line is wrong with a chance of 1e-4, both ways",
        play=on_power.bit_errors,
    ),
    Fault(
        name="clocks",
        says="nodes' clocks are 5 % off, and one is out of reach",
        play=on_air.bad_clocks,
        scene=DRIFT,
        short=20,
        long=60,
    ),
    Fault(
        name="brown-outs",
        says="brown-outs leave garbage in nodes' memories, and 60 % of frames are lost",
        play=on_power.brown_outs,
        promise=memory_only,
    ),
    Fault(
        name="attack",
        says="100,000 forged frames: a flood on the broker, lies to the nodes, a day heard again",
        play=on_attack.attack,
        scene=BESIEGED,
        short=8,
        long=200,
        alone=True,
    ),
    Fault(
        name="lulled",
        says="forged ACKs make the nodes believe that they are heard, and nobody hears them",
        play=on_attack.lulled,
        short=10,
        long=35,
    ),
    Fault(
        name="crowd",
        says="64 nodes are on the air at once",
        play=on_air.nothing,
        scene=CROWD,
        short=12,
        long=120,
        alone=True,
    ),
    Fault(
        name="neighbours",
        says="two homes hear each other, and one has its host off",
        play=on_host.neighbour_without_host,
        scene=SMALL,
        neighbour=NEXT_DOOR,
        long=35,
    ),
)


def named(name: str) -> Fault:
    """Return the fault of a name."""
    return next(fault for fault in FAULTS if fault.name == name)

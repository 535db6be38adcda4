"""How much radio an update may cost."""

import struct

import start
import wire
from update import FAILED, FETCHING, RADIO_MAX_S, SESSION_S, Offer, accept, fetch

MINUTE_MS = 60_000


class Uplink:
    """A radio that somebody else sees to."""

    def __init__(self, converse):
        self.converse = converse


def offered():
    start.slot = 0
    accept(struct.pack(wire.UPDATE_OFFER, bytes(32), 100) + b"99.0.0")


def session(converse):
    """Ask for as long as a minute, or until a power cut; return what is kept of the offer."""
    try:
        fetch(Offer(), None, None, Uplink(converse), MINUTE_MS)
    except SystemExit:
        return Offer()
    return Offer()


def end_at_once(turn):
    """Find nobody."""


def cut_the_power(turn):
    raise SystemExit


def test_a_session_that_ends_at_once_costs_nothing():
    offered()
    for _ in range(2 * RADIO_MAX_S // SESSION_S):
        offer = session(end_at_once)
    assert (offer.state, offer.radio_s) == (FETCHING, 0)


def test_a_session_that_a_power_cut_ended_counts_whole():
    offered()
    assert session(cut_the_power).radio_s == SESSION_S


def test_it_is_given_up_when_its_radio_is_used_up():
    offered()
    for _ in range(RADIO_MAX_S // SESSION_S + 1):
        offer = session(cut_the_power)
    assert (offer.state, offer.text) == (FAILED, "given up after 20 minutes of radio")

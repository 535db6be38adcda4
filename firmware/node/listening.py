"""How long a node listens for an ACK: as long as the broker lately took, and some more.

Listening costs some 0.1 mC a ms, but only when no ACK comes does it last as long as it may.
"""

from store import Store

FIRST_MS = 30
SHORTEST_MS = 20  # a broker can be in the middle of a line, which takes 10 ms
LONGEST_MS = 60


def window_ms(store: Store, attempt: int) -> int:
    """Return how long to listen; twice as long at each further attempt: it waits for the air."""
    usual = (store.ack_mean + 4 * store.ack_swing >> 3) + 2 if store.ack_mean else FIRST_MS
    return min(max(usual, SHORTEST_MS) << attempt, LONGEST_MS)


def learn(store: Store, milliseconds: int) -> None:
    """Remember how long an answer took, counted from the first attempt: rather too long."""
    took = min(max(milliseconds, 1), 2 * LONGEST_MS) << 3
    if not store.ack_mean:
        store.ack_mean, store.ack_swing = took, took >> 1
        return
    off = took - store.ack_mean
    store.ack_mean += off >> 3
    store.ack_swing += abs(off) - store.ack_swing >> 2

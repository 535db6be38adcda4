"""How long to let be what did not answer: trying in vain costs more charge than all else."""

MISSES_BEFORE = 3
LONGEST_S = 3600


def patience(misses: int, interval: int) -> int:
    """Return the wakes until the next try: twice as many each time, up to an hour."""
    failed = max(0, misses - MISSES_BEFORE)
    return min(1 << min(failed, 12), LONGEST_S // interval)

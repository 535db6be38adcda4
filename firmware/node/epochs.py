"""Epochs: numbers that grow with a node's cold starts, so that no nonce comes twice."""

import settings

KEY = "epoch"
NONE = 0  # until the first frame is about to be sealed


def next_epoch() -> int:
    """Return an epoch that never was, and remember it in flash."""
    nvs = settings.space()
    try:
        # NVS keeps it with a sign.
        epoch = (nvs.get_i32(KEY) & 0xFFFFFFFF) + 1
    except OSError:
        epoch = 1
    nvs.set_i32(KEY, epoch - (1 << 32) if epoch >> 31 else epoch)
    nvs.commit()
    return epoch

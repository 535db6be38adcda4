"""When the broker must restart rather than go deaf."""

import gc

import esp32

# Below these the next allocation, MicroPython's or that of the Wi-Fi driver, may fail.
HEAP_MIN = 12_000
IDF_LARGEST_MIN = 8_000
SETTLED_S = 60


def failing(uptime_s: int) -> bool:
    """Tell whether memory runs out; never soon after a start, which could restart for ever."""
    if uptime_s < SETTLED_S:
        return False
    regions = esp32.idf_heap_info(esp32.HEAP_DATA)
    return gc.mem_free() < HEAP_MIN or max(region[2] for region in regions) < IDF_LARGEST_MIN

"""A voltage at an ADC pin."""

from machine import ADC, Pin

SAMPLES = 8


def millivolts(pin: int) -> int:
    """Return a mean of eight, because one alone is noisy."""
    adc = ADC(Pin(pin), atten=ADC.ATTN_11DB)
    total = 0
    for _ in range(SAMPLES):
        total += adc.read_uv()
    return total // SAMPLES // 1000

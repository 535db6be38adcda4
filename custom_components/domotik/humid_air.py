"""What temperature and relative humidity say of air; relative to water, also below freezing.

The Magnus formula and its constants are those of the Guide to Instruments and Methods of
Observation (WMO-No. 8), volume I, annex 4.B, for -45 to 60 °C.
"""

from math import exp, log
from typing import Final

_SCALE_HPA: Final = 6.112
_SLOPE: Final = 17.62
_OFFSET_C: Final = 243.12
_KELVIN: Final = 273.15
# Well beyond where the formula is good, and well within where it has a value at all.
_RANGE_C: Final = range(-100, 200)
# Over the gas constant of water vapour, 461.5 J/(kg K): hPa and K to g/m³.
_DENSITY: Final = 1e5 / 461.5


def dew_point(temperature: float, humidity: float) -> float | None:
    """Return the dew point in °C of air at °C and %; dry air has none, nor what is no air."""
    if humidity <= 0 or int(temperature) not in _RANGE_C:
        return None
    share = log(humidity / 100) + _SLOPE * temperature / (_OFFSET_C + temperature)
    return _OFFSET_C * share / (_SLOPE - share)


def absolute_humidity(temperature: float, humidity: float) -> float | None:
    """Return the water in g/m³ of air at °C and %; None for what is no air."""
    if int(temperature) not in _RANGE_C:
        return None
    saturated = _SCALE_HPA * exp(_SLOPE * temperature / (_OFFSET_C + temperature))
    return _DENSITY * saturated * humidity / 100 / (temperature + _KELVIN)

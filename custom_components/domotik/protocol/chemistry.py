"""What is left in a battery by its voltage, for MicroPython and CPython.

Each curve is a cell's voltage under a load of a few mA at room temperature, from empty to full.
`docs/battery.md` says where they come from.
"""

# (share of the charge that is left in %, mV of one cell)
LITHIUM_ION = (
    (0, 3000), (2, 3270), (5, 3450), (10, 3600), (20, 3690), (30, 3730), (40, 3770),
    (50, 3820), (60, 3870), (70, 3950), (80, 4020), (90, 4100), (100, 4200),
)  # fmt: skip
LITHIUM_POLYMER = (
    (0, 3270), (5, 3610), (10, 3690), (20, 3730), (30, 3770), (40, 3800),
    (50, 3840), (60, 3870), (70, 3950), (80, 4020), (90, 4110), (100, 4200),
)  # fmt: skip
IRON_PHOSPHATE = (
    (0, 2500), (5, 2900), (10, 3100), (20, 3200), (30, 3225), (40, 3250),
    (50, 3265), (60, 3280), (70, 3300), (80, 3315), (90, 3330), (95, 3350), (100, 3450),
)  # fmt: skip
ALKALINE = (
    (0, 900), (5, 1020), (10, 1090), (20, 1170), (30, 1210), (40, 1240),
    (50, 1270), (60, 1300), (70, 1330), (80, 1370), (90, 1440), (95, 1500), (100, 1590),
)  # fmt: skip
IRON_DISULFIDE = (
    (0, 900), (5, 1330), (10, 1410), (20, 1460), (30, 1480), (40, 1500),
    (50, 1515), (60, 1530), (70, 1545), (80, 1560), (90, 1590), (95, 1630), (100, 1770),
)  # fmt: skip
# By the names in a node's settings: cells in series, and the curve of one.
BATTERIES = {
    "li-ion": (1, LITHIUM_ION),
    "lipo": (1, LITHIUM_POLYMER),
    "lifepo4": (1, IRON_PHOSPHATE),
    "2xalkaline": (2, ALKALINE),
    "3xalkaline": (3, ALKALINE),
    "2xlithium": (2, IRON_DISULFIDE),
}


def percent(battery: str, millivolts: float) -> float:
    """Return the share of charge that is left at a battery's voltage, 0 to 100."""
    cells, curve = BATTERIES[battery]
    volts = millivolts / cells
    if volts <= curve[0][1]:
        return 0
    for (low, at_low), (high, at_high) in zip(curve, curve[1:]):
        if volts <= at_high:
            return low + (high - low) * (volts - at_low) / (at_high - at_low)
    return 100


def millivolts(battery: str, left: float) -> float:
    """Return a battery's voltage when so much of its charge is left, 0 to 100."""
    cells, curve = BATTERIES[battery]
    for (low, at_low), (high, at_high) in zip(curve, curve[1:]):
        if left <= high:
            share = (max(left, 0) - low) / (high - low)
            return cells * (at_low + share * (at_high - at_low))
    return cells * curve[-1][1]

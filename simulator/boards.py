"""Boards and what they draw asleep, as others have measured it."""

from dataclasses import dataclass

LUCIDAR = "lucidar.me"
GRILLBAER = "github.com/grillbaer/esp32-power-consumption-test"
MJOLDFIELD = "mjoldfield.com"


@dataclass(frozen=True, slots=True)
class Sleeper:
    """One board in deep sleep."""

    title: str
    sleep_ua: float
    source: str


BOARDS = {
    "firebeetle": Sleeper("FireBeetle ESP32 (DFR0478)", 10, LUCIDAR),
    "firebeetle-e": Sleeper("FireBeetle 2 ESP32-E (DFR0654), pad cut", 11.6, LUCIDAR),
    "lolin32": Sleeper("AZ-Delivery LOLIN32 Lite", 12, LUCIDAR),
    "ezsbc": Sleeper("EzSBC ESP32", 12, GRILLBAER),
    "tinys2": Sleeper("TinyS2, powered by its battery pin", 40, MJOLDFIELD),
    "lolin32-v1": Sleeper("LOLIN32 V1, at 3.7 V", 130, GRILLBAER),
    "firebeetle-e-uncut": Sleeper("FireBeetle 2 ESP32-E (DFR0654), pad not cut", 520, LUCIDAR),
    "devkitc": Sleeper("ESP32-DevKitC V4", 3800, LUCIDAR),
    "thing-plus": Sleeper("SparkFun Thing Plus", 4100, LUCIDAR),
    "nodemcu": Sleeper("NodeMCU-32S", 4700, GRILLBAER),
    "lilygo-oled": Sleeper("LILYGO with OLED", 9400, GRILLBAER),
}

"""Names that the integration's files share."""

import logging
from typing import Final

from homeassistant.const import Platform

BATTERY_LOW_PERCENT: Final = 15
CONF_AVAILABILITY_FACTOR: Final = "availability_factor"
CONF_DEAD_BANDS: Final = "dead_bands"
CONF_KEY: Final = "key"
CONF_LATE_HISTORY: Final = "late_history"
CONF_MAKE_KEY: Final = "make_key"
CONF_OFFSETS: Final = "offsets"
CONF_UNENCRYPTED: Final = "unencrypted"
DOMAIN: Final = "domotik"
LOGGER: Final = logging.getLogger(__package__)
MANUFACTURER: Final = "Domotik"
PLATFORMS: Final = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.UPDATE,
]
SUBENTRY_DISPLAY: Final = "display"
SUBENTRY_NODE: Final = "node"

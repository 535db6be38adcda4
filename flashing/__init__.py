"""From a bare board to a living sensor: what `scripts/flash` does.

The protocol layer needs no Home Assistant, but lies in an integration that does: where nothing
else has loaded Home Assistant, the package around it is left empty.
"""

import sys
from pathlib import Path
from types import ModuleType

if "homeassistant" not in sys.modules:
    integration = ModuleType("custom_components.domotik")
    integration.__path__ = [str(Path(__file__).parent.parent / "custom_components" / "domotik")]
    sys.modules["custom_components.domotik"] = integration

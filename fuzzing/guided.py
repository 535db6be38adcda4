"""One target, led by the coverage that each input brings: `python -m fuzzing.guided TARGET …`."""

import sys
from pathlib import Path
from types import ModuleType

import atheris

# The protocol layer needs no Home Assistant, which the package around it would import.
package = ModuleType("custom_components.domotik")
package.__path__ = [str(Path(__file__).resolve().parent.parent / "custom_components/domotik")]
sys.modules["custom_components.domotik"] = package

with atheris.instrument_imports(include=["custom_components.domotik.protocol", "checks"]):
    from fuzzing.targets import TARGETS

atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
atheris.Fuzz()

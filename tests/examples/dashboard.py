"""Grafana's dashboard as it is shipped."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent.parent / "examples/grafana"
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "domotik.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
VARIABLES = [each for each in DASHBOARD["templating"]["list"] if each["type"] == "query"]

"""A node whose key and that of its frames differ: what only the user can put right."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from . import issues
from .issues import Trouble
from .node import HomeNode

KEY: Final = "key"
# A node that was never heard with its key has just been added: its user waits.
NEW_NODE_SECONDS: Final = 300.0


@callback
def show_key(hass: HomeAssistant, entry: ConfigEntry, home_node: HomeNode) -> None:
    """Tell of a node that nothing is accepted of, for as long as it is so.

    Frames in its name are nothing to tell of while the node itself is heard.
    """
    node = home_node.node
    patience = node.heartbeat if node.last_seen else NEW_NODE_SECONDS
    reason = None if home_node.reachable else node.refusals.lasting(patience)
    if reason is None:
        issues.clear(hass, KEY, home_node.mac)
        return
    told = {"node": home_node.name, "mac": home_node.mac.upper()}
    trouble = Trouble(KEY, home_node.mac, told, text=f"key_{reason}", fixable=True)
    issues.tell(hass, entry, trouble)

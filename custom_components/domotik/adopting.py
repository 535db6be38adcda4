"""What a user has decided about a node, brought to the node that runs."""

from homeassistant.config_entries import ConfigSubentry

from .calibration import read_offsets
from .const import CONF_KEY
from .dead_bands import read_bands
from .node import HomeNode


def follow_subentry(home_node: HomeNode, subentry: ConfigSubentry) -> None:
    """Make a node what its subentry says."""
    key = subentry.data.get(CONF_KEY)
    home_node.trust(bytes.fromhex(key) if key else None)
    home_node.name = subentry.title
    home_node.offsets = read_offsets(subentry.data)
    home_node.bands = read_bands(subentry.data)
    home_node.subentry_id = subentry.subentry_id

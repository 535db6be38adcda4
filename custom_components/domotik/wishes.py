"""What people want of a node: checked here, then left in its mailbox."""

from typing import Final

from homeassistant.exceptions import ServiceValidationError

from .const import DOMAIN
from .hub import Hub
from .node import HomeNode
from .protocol import items, wire
from .protocol.errors import MailboxFull
from .protocol.items import Item
from .protocol.mailbox import Letter

# A node that looks more often hardly sleeps; one that is silent for longer is of little use.
SECONDS_MIN: Final = 10
SECONDS_MAX: Final = 12 * 3600
IDENTIFY_SECONDS: Final = 10
IDENTIFY_SECONDS_MAX: Final = 255
# Long enough to walk through a house with a node.
PLACEMENT_SECONDS: Final = 600


def interval_of(home_node: HomeNode) -> int | None:
    """Return the interval that a node is to have: the wish that waits, or what it announced."""
    announce = home_node.node.announce
    announced = announce.interval if announce else None
    return _waiting(home_node, wire.MAIL_INTERVAL) or announced


def heartbeat_of(home_node: HomeNode) -> int | None:
    """Return the heartbeat that a node is to have: the wish that waits, or what it announced."""
    announce = home_node.node.announce
    announced = announce.heartbeat if announce else None
    return _waiting(home_node, wire.MAIL_HEARTBEAT) or announced


async def set_pace(
    hub: Hub, home_node: HomeNode, *, interval: int | None = None, heartbeat: int | None = None
) -> list[Letter]:
    """Let a node look and report at another pace; each look can be a report, so none is longer."""
    looks = interval or interval_of(home_node)
    reports = heartbeat or heartbeat_of(home_node)
    if looks and reports and looks > reports:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="interval_above_heartbeat",
            translation_placeholders={
                "node": home_node.name,
                "interval": str(looks),
                "heartbeat": str(reports),
            },
        )
    wishes = [] if heartbeat is None else [items.heartbeat(heartbeat)]
    wishes += [] if interval is None else [items.interval(interval)]
    return [await leave(hub, home_node, item) for item in wishes]


async def leave(hub: Hub, home_node: HomeNode, item: Item) -> Letter:
    """Leave a wish in a node's mailbox."""
    try:
        return await hub.send(home_node, item)
    except MailboxFull as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="mailbox_full",
            translation_placeholders={"node": home_node.name},
        ) from err


def _waiting(home_node: HomeNode, key: int) -> int | None:
    """Return the seconds of a wish that waits."""
    wish = home_node.node.mailbox.wish(key)
    return None if wish is None else int.from_bytes(wish, "little")

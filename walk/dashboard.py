"""The dashboard that the action makes, given to Home Assistant as its front end would."""

from demo.adopt import ENTRIES
from demo.api import Api, Json

ACTION = "/api/services/domotik/dashboard?return_response"
PATH = "my-nodes"


async def entry_of(api: Api) -> str:
    """Return the broker's entry."""
    entries = await api.get(f"{ENTRIES}?domain=domotik")
    return str(entries[0]["entry_id"])


async def make_dashboard(api: Api) -> Json:
    """Make a dashboard of what the action answers; return it."""
    made: Json = (await api.post(ACTION, {}))["service_response"]
    await api.command(
        "lovelace/dashboards/create",
        url_path=PATH,
        title=made["title"],
        mode="storage",
        require_admin=False,
        show_in_sidebar=True,
    )
    await api.command("lovelace/config/save", url_path=PATH, config=made)
    return made

"""The whole way of one board, from the port to what to do next."""

from custom_components.domotik.protocol.firmware import Role
from flashing import by_wifi
from flashing.board import Board, Found
from flashing.deploy import deploy, deploy_authority
from flashing.errors import FlashError
from flashing.identity import Secret, epoch_for, pairing_text, secret_for
from flashing.line import Line
from flashing.options import Options
from flashing.ports import find_port
from flashing.proof import watch
from flashing.reach import Patience, reached
from flashing.settings import Settings, check, fitted, packed, stored
from flashing.talk import Asker, say
from flashing.wirings import WIRINGS

BROKER_NEXT = """
Next: leave the board plugged in where Home Assistant runs, and there
  Settings > Devices & services > Add integration > Domotik, and choose its port.
Then make nodes with: scripts/flash node"""
NODE_NEXT = """
Next, in Home Assistant: Settings > Devices & services > Domotik > Add node,
and paste this line into the field "Node":

  {pairing}

It holds the node's key and is not shown again (--pairing reads it from the board)."""
OPEN_NEXT = """
Next, in Home Assistant: Settings > Devices & services > Domotik > Add node, and choose {mac}.
It has no key: say there that it sends in the clear."""
KEPT_NEXT = """
Its key is kept: where Home Assistant knows this node, nothing is left to do."""
SILENT = (
    "Firmware and settings are on the board, but it said nothing within {seconds:g} s of its "
    "restart. Press its reset button and look at it with: scripts/flash monitor --port {port}"
)


def flash(options: Options, asker: Asker, patience: Patience | None = None) -> None:
    """Make a broker or a node of the board on a port; FlashError says what went wrong."""
    patience = patience or Patience()
    given = options.given | _wired(options.wiring)
    # Seen before anything is touched.
    parts = {key: value for key, value in given.items() if key != "transport"}
    check(options.role, fitted(options.role, {}, parts))
    port = find_port(options.port, asker)
    say(f"Looking for the board on {port} …")
    with reached(port, options, asker, patience) as (line, board):
        ending = _prepare(board, options, given, asker)
        try:
            _prove(line, board, options.role, patience.proof)
        finally:
            say(ending)


def _prepare(board: Board, options: Options, given: Settings, asker: Asker) -> str:
    """Write firmware and settings; return what to do next."""
    found = board.look()
    say(f"Found MicroPython {found.version[0]}.{found.version[1]}, MAC {found.mac}")
    kept = stored(options.role, found.settings)
    if options.role == "node" and not kept:
        given = _asked(found, given, asker)
    given = by_wifi.completed(kept, fitted(options.role, kept, given), found.ident, asker)
    check(options.role, kept | given)
    deploy(board, found, options.role, compiled=options.compiled)
    if options.role == "broker":
        _keep(board, found, options.role, kept | given)
        return BROKER_NEXT
    if options.ca:
        deploy_authority(board, options.ca)
    if (kept | given).get("transport") == "mqtt":
        _keep(board, found, options.role, kept | given)
        _begin(board, found, Secret("", fresh=False))
        return by_wifi.NEXT.format(ident=found.ident)
    secret = secret_for(options, kept)
    settings = kept | given | {"key": secret.key}
    _keep(board, found, options.role, settings)
    _begin(board, found, secret)
    return _node_next(found.mac, settings, shown=secret.fresh or options.pairing)


def _begin(board: Board, found: Found, secret: Secret) -> None:
    """Let the board's epochs begin above all that it can have had."""
    if epoch := epoch_for(secret, found):
        board.set_number("epoch", epoch)


def _keep(board: Board, found: Found, role: Role, settings: Settings) -> None:
    """Write settings unless they are on the board as they are."""
    if stored(role, found.settings) != settings:
        board.set_blob("settings", packed(settings))


def _asked(found: Found, given: Settings, asker: Asker) -> Settings:
    """Return what was given and what the user says of the rest."""
    answers: Settings = {}
    if "name" not in given:
        answers["name"] = asker.text("Name of the node", f"Node {found.mac[-4:]}")
    if "sensors" not in given:
        titles = {name: wiring.title for name, wiring in WIRINGS.items()}
        answers |= _wired(asker.pick("Wiring", titles, "standard"))
    return answers | given


def _node_next(mac: str, settings: Settings, *, shown: bool) -> str:
    """Return what to do next with a node."""
    if not settings["key"]:
        return OPEN_NEXT.format(mac=mac)
    if not shown:
        return KEPT_NEXT
    return NODE_NEXT.format(pairing=pairing_text(mac, settings["key"], settings.get("name", "")))


def _prove(line: Line, board: Board, role: Role, seconds: float) -> None:
    """Restart the board and hear it say that it works."""
    say("Restarting it …")
    board.restart()
    if not watch(line, role, seconds):
        raise FlashError(SILENT.format(seconds=seconds, port=line.port))


def _wired(wiring: str | None) -> Settings:
    return WIRINGS[wiring].settings() if wiring else {}

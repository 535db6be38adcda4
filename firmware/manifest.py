"""What goes into an image of one's own: MicroPython for the ESP32, and a node frozen into it.

`docs/battery.md` says how to build it and what it saves.
"""

# All of the port's modules but its _boot.py, in whose place stands ours.
freeze(
    "$(PORT_DIR)/modules",
    ("apa106.py", "espnow.py", "flashbdev.py", "inisetup.py", "machine.py"),
)
include("$(MPY_DIR)/extmod/asyncio")
require("bundle-networking")
require("dht")

freeze("frozen", "_boot.py")
freeze("lib", opt=2)
freeze("node", opt=2)
freeze("../custom_components/domotik/protocol", ("chemistry.py", "wire.py"), opt=2)

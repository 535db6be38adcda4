"""What stock MicroPython does before a board's own files: mount the flash, run from there."""

import os
import sys

import vfs
from esp32 import Partition

_flash = Partition.find(Partition.TYPE_DATA, label="vfs")[0]
try:
    vfs.mount(vfs.VfsLfs2(_flash), "/flash")
except OSError:
    vfs.VfsLfs2.mkfs(_flash)
    vfs.mount(vfs.VfsLfs2(_flash), "/flash")
os.chdir("/flash")
# Where a board's own files are found first, and the stand-ins for what is built in.
sys.path[0] = ""

# A soft reset out of the raw REPL leads back to it.
for _name in ("boot.py",) if os.getenv("DOMOTIK_RAW") else ("boot.py", "main.py"):
    try:
        with open(_name) as _file:
            _text = _file.read()
    except OSError:
        continue
    exec(compile(_text, _name, "exec"), globals())  # noqa: S102

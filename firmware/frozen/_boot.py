"""What a frozen image runs first: a wake goes straight to the node, without a file system."""

import gc

import machine

if machine.reset_cause() == machine.DEEPSLEEP_RESET:
    import node

    node.main()

# Any other start is MicroPython's own: the file system, then its main.py.
import vfs
from flashbdev import bdev

try:
    if bdev:
        vfs.mount(bdev, "/")
except OSError:
    import inisetup

    inisetup.setup()

gc.collect()

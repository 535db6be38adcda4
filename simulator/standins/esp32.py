"""`esp32`: non-volatile storage and the heap of ESP-IDF."""

import os
import struct

import _board
import _ops

HEAP_DATA = 4
HEAP_EXEC = 1
WAKEUP_ALL_LOW = False
WAKEUP_ANY_HIGH = True


def _wake_on(source, pins, level):
    _board.call(_ops.WAKE_ON, bytes((source, bool(level))) + bytes(pin.id for pin in pins))


def wake_on_ext0(pin, level):
    _wake_on(_ops.EXT0, (pin,) if pin else (), level)


def wake_on_ext1(pins, level):
    _wake_on(_ops.EXT1, pins or (), level)


def wake_on_gpio(pins, level):
    _wake_on(_ops.GPIO, pins or (), level)


_soc = os.getenv("DOMOTIK_SOC")
if _soc in ("esp32c3", "esp32c6"):
    del wake_on_ext0
if _soc == "esp32c3":
    del wake_on_ext1


class NVS:
    def __init__(self, namespace):
        if not 0 < len(namespace) < 16:
            raise OSError(-0x1109, "ESP_ERR_NVS_INVALID_NAME")
        self._namespace = namespace

    def _named(self, key, value=b""):
        if len(key) > 15:
            raise OSError(-0x1109, "ESP_ERR_NVS_KEY_TOO_LONG")
        return ("%s\0%s\0" % (self._namespace, key)).encode() + bytes(value)

    def get_i32(self, key):
        return struct.unpack("<i", _board.call(_ops.NVS_GET_I32, self._named(key)))[0]

    def set_i32(self, key, value):
        _board.call(_ops.NVS_SET_I32, self._named(key, struct.pack("<i", value)))

    def get_blob(self, key, buffer):
        blob = _board.call(_ops.NVS_GET_BLOB, self._named(key))
        if len(blob) > len(buffer):
            raise OSError(_ops.ERR_NVS_INVALID_LENGTH, "ESP_ERR_NVS_INVALID_LENGTH")
        buffer[: len(blob)] = blob
        return len(blob)

    def set_blob(self, key, value):
        _board.call(_ops.NVS_SET_BLOB, self._named(key, value))

    def erase_key(self, key):
        _board.call(_ops.NVS_ERASE, self._named(key))

    def commit(self):
        _board.call(_ops.NVS_COMMIT, self._named(""))


class Partition:
    """The partition of the file system, as a block device."""

    TYPE_APP = 0
    TYPE_DATA = 1

    @classmethod
    def find(cls, type=TYPE_APP, subtype=0xFF, label=None, block_size=4096):
        return [cls()] if (type, label) == (cls.TYPE_DATA, "vfs") else []

    def __init__(self):
        self._file = open(os.getenv("DOMOTIK_FLASH"), "rb")  # noqa: SIM115

    def readblocks(self, block, buffer, offset=0):
        self._file.seek(block * _ops.FLASH_BLOCK + offset)
        self._file.readinto(buffer)

    def writeblocks(self, block, buffer, offset=None):
        if offset is None:
            self.ioctl(6, block)
        place = struct.pack("<I", block * _ops.FLASH_BLOCK + (offset or 0))
        _board.call(_ops.FLASH_PROGRAM, place + bytes(buffer))

    def ioctl(self, operation, argument):
        if operation == 4:
            return _board.number(_ops.FLASH_BLOCKS, "<I")
        if operation == 5:
            return _ops.FLASH_BLOCK
        if operation == 6:
            _board.call(_ops.FLASH_ERASE, struct.pack("<I", argument * _ops.FLASH_BLOCK))
        return 0


def idf_heap_info(capabilities):
    free = _board.number(_ops.IDF_FREE, "<I")
    return [(147456, free, free * 3 // 4, free)]

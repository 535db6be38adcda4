"""What the host does while a broker is busy with its flash."""

import struct

import pytest

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.broker_update import VAIN_MAX, update_broker
from custom_components.domotik.protocol.errors import NoAnswer
from custom_components.domotik.protocol.firmware import Firmware

FIRMWARE = Firmware("0.2.0", {"broker.py": b"print()\n"})


class Busy:
    """A broker that leaves the first requests without an answer."""

    def __init__(self, silences: int) -> None:
        """Have nothing yet."""
        self._left = silences
        self.steps: list[int] = []

    async def ask(self, kind: int, payload: bytes) -> bytes:
        """Answer a step: the list, then the one file, then nothing is lacking."""
        if self._left:
            self._left -= 1
            raise NoAnswer(kind)
        self.steps.append(payload[0])
        lacks = (0, 1, 2)[min(len(self.steps) - 1, 2)]
        state = wire.UPDATE_WHOLE if lacks > 1 else wire.UPDATE_LACKS
        return struct.pack(wire.UPDATE_REPLY, wire.RESULT_OK, state, lacks, 0)


async def test_a_step_without_an_answer_is_asked_again() -> None:
    broker = Busy(VAIN_MAX)
    await update_broker(broker.ask, FIRMWARE, lambda _: None)
    assert broker.steps == [0, 1, 1, 2]


async def test_a_broker_that_stays_silent_ends_the_update() -> None:
    broker = Busy(VAIN_MAX + 1)
    with pytest.raises(NoAnswer):
        await update_broker(broker.ask, FIRMWARE, lambda _: None)

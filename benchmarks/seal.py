"""What a seal costs: bytes in a report, and microseconds on both interpreters.

`python -m benchmarks.seal`. MicroPython runs here on its unix port: a chip is far slower, and has
its AES in hardware.
"""

import json
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from custom_components.domotik.protocol import seal, wire
from custom_components.domotik.protocol.messages import Received
from custom_components.domotik.protocol.nodes import Node
from custom_components.domotik.protocol.reports import Header
from simulator.launcher import micropython
from simulator.reports import PROTOCOL, ROOT

MAC: Final = "24:0a:c4:00:01:00"
KEY: Final = bytes(range(16))
ROUNDS: Final = 21
CALLS: Final = 2000
OBJECTS: Final = [
    (wire.TEMPERATURE, 2150),
    (wire.HUMIDITY, 4700),
    (wire.PRESSURE, 101325),
    (wire.ILLUMINANCE, 50000),
    (wire.VOLTAGE, 3900),
]
# A report of one sample of five values, and the longest there is.
BODIES: Final = {"report": 30, "longest": wire.FRAME_MAX - wire.HEADER_SIZE - wire.TAG_SIZE}

ON_THE_NODE: Final = """
import ccm, json, time, wire
key, nonce, header = bytes(range(16)), wire.nonce(b"\\x24\\x0a\\xc4\\0\\1\\0", 1, 3, 17), bytes(8)
def cost(call):
    rounds = []
    for _ in range(ROUNDS):
        began = time.clock()
        for _ in range(CALLS):
            call()
        rounds.append(1e6 * (time.clock() - began) / CALLS)
    return rounds
found = {}
for name, size in BODIES.items():
    body = bytes(size)
    sealed = ccm.seal(key, nonce, header, body)
    found["seal " + name] = cost(lambda: ccm.seal(key, nonce, header, body))
    found["open " + name] = cost(lambda: ccm.unseal(key, nonce, header, sealed))
print(json.dumps(found))
"""


def cost(call: Callable[[], object]) -> list[float]:
    """Return the processor's microseconds for a call, round by round."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(CALLS):
            call()
        rounds.append(1e6 * (time.process_time() - began) / CALLS)
    return rounds


def on_the_node() -> dict[str, list[float]]:
    """Return what MicroPython takes to seal and to open."""
    program = f"ROUNDS, CALLS, BODIES = {ROUNDS}, {CALLS // 10}, {BODIES!r}\n{ON_THE_NODE}"
    path = f"{ROOT / 'firmware' / 'lib'}:{PROTOCOL}:.frozen"
    found = subprocess.run(
        [micropython(), "-c", program],
        env={"MICROPYPATH": path},
        check=True,
        capture_output=True,
        text=True,
    )
    costs: dict[str, list[float]] = json.loads(found.stdout)
    return costs


def on_the_host() -> dict[str, list[float]]:
    """Return what Home Assistant's Python takes to open, to seal a confirm, and to refuse."""
    found = {}
    for name, size in BODIES.items():
        frame = sealed_frame(bytes(size))
        header = Header.from_frame(frame)
        found[f"open {name}"] = cost(partial(seal.open_body, MAC, KEY, header, frame))
    found["seal confirm"] = cost(lambda: seal.confirm(MAC, KEY, 3, 41, 6))
    node = Node(MAC)
    node.trust(bytes(16))
    forged = Received(1, 0, MAC, -60, sealed_frame(bytes(BODIES["report"])))
    found["refuse a forged report"] = cost(lambda: node.apply(forged, 1.8e9))
    return found


def sealed_frame(body: bytes) -> bytes:
    """Return a frame as a node seals it."""
    header = wire.pack_header(wire.REPORT, wire.SEALED, 3, 17)
    nonce = wire.nonce(bytes.fromhex(MAC.replace(":", "")), wire.REPORT, 3, 17)
    return header + AESCCM(KEY, tag_length=wire.TAG_SIZE).encrypt(nonce, body, header)


def show(where: str, costs: dict[str, list[float]]) -> None:
    """Print the median of each call, and between what nine tenths of the rounds were."""
    for name, rounds in costs.items():
        low, *_, high = statistics.quantiles(rounds, n=20)
        middle = statistics.median(rounds)
        print(f"{where:<12}{name:<24}{middle:7.1f} us ({low:.1f} to {high:.1f})")


def main() -> None:
    """Measure and print."""
    plain = wire.HEADER_SIZE + wire.REPORT_HEAD_SIZE + len(wire.pack_sample(1, 1, OBJECTS))
    print(f"a report of one sample of five values: {plain} bytes, {plain + wire.TAG_SIZE} sealed")
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    show("node (unix)", on_the_node())
    show("host", on_the_host())


if __name__ == "__main__":
    main()

"""What a board keeps over sleeps and resets, as the stand-ins show it to a program."""

from simulator.board import Cause, Ending

from .bench import Bench

COUNT_STARTS = """
import machine
memory = machine.RTC().memory()
print("start", machine.reset_cause(), len(memory))
machine.RTC().memory(bytes(2048))
"""


async def test_rtc_memory_is_empty_after_power_on(bench: Bench) -> None:
    assert await bench.run("import machine; print(machine.RTC().memory())") == "b''"


async def test_rtc_memory_takes_2048_bytes_and_no_more(bench: Bench) -> None:
    script = """
import machine
try:
    machine.RTC().memory(bytes(2049))
except ValueError as error:
    print(error)
"""
    assert await bench.run(script) == "buffer too long"


async def test_rtc_memory_is_kept_over_deep_sleep(bench: Bench) -> None:
    board = bench.launch(COUNT_STARTS + "machine.deepsleep(10)")
    await bench.says(board, "start 4 2048")


async def test_rtc_memory_is_kept_over_a_reset(bench: Bench) -> None:
    board = bench.launch(COUNT_STARTS + "machine.reset()")
    await bench.says(board, "start 2 2048")


async def test_rtc_memory_is_kept_over_a_soft_reset(bench: Bench) -> None:
    board = bench.launch(COUNT_STARTS + "machine.soft_reset()")
    await bench.says(board, "start 5 2048")


async def test_rtc_memory_is_kept_over_the_watchdog(bench: Bench) -> None:
    board = bench.launch(COUNT_STARTS + "machine.WDT(timeout=20)\nwhile True: pass")
    await bench.says(board, "start 3 2048")


async def test_a_fed_watchdog_does_not_bite(bench: Bench) -> None:
    script = """
import machine, time
dog = machine.WDT(timeout=200)
for _ in range(8):
    time.sleep_ms(50)
    dog.feed()
print(machine.reset_cause())
"""
    assert await bench.run(script) == "1"


async def test_rtc_memory_is_garbage_after_a_brown_out(bench: Bench) -> None:
    script = """
import machine
memory = machine.RTC().memory()
print("start", machine.reset_cause(), len(memory), memory == bytes(2048))
machine.RTC().memory(bytes(2048))
print("ready")
"""
    board = bench.launch(script)
    await bench.says(board, "ready")
    board.board.brown_out()
    await bench.says(board, "start 1 2048 False")


async def test_the_same_seed_gives_the_same_garbage(bench: Bench) -> None:
    boards = [bench.board(seed=7), bench.board(seed=7)]
    for board in boards:
        board.brown_out()
    assert boards[0].rtc_memory == boards[1].rtc_memory


async def test_a_power_cycle_empties_rtc_memory(bench: Bench) -> None:
    board = bench.launch(COUNT_STARTS + 'print("ready")')
    await bench.says(board, "ready")
    board.board.power_cycle()
    await bench.until(lambda: bench.said(board).count("start 1 0") == 2)


async def test_the_clock_starts_at_zero(bench: Bench) -> None:
    assert await bench.run("import time; print(time.time())") == "0"


async def test_the_clock_runs_through_deep_sleep(bench: Bench) -> None:
    bench.clock.scale = 1000
    script = "import machine, time; print(time.time() >= 600); machine.deepsleep(300_000)"
    board = bench.launch(script)
    await bench.says(board, "True")


async def test_the_clock_drifts_asleep(bench: Bench) -> None:
    board = bench.board(drift=0.05)
    board.set_seconds(1000.0)
    board.asleep(2000.0, powered=True)
    assert round(board.seconds()) == 1100


async def test_a_fast_clock_ends_its_sleep_early(bench: Bench) -> None:
    assert round(bench.board(drift=0.05).sleep_seconds(105_000), 3) == 100


async def test_ticks_start_with_the_board(bench: Bench) -> None:
    script = "import time; print(time.ticks_ms() < 2000, time.ticks_diff(0, (1 << 30) - 5))"
    assert await bench.run(script) == "True 5"


async def test_sleeping_ends_the_program_at_once(bench: Bench) -> None:
    script = """
import machine
try:
    machine.deepsleep(100000)
finally:
    print("still here")
"""
    board = bench.launch(script)
    await bench.until(lambda: board.wakes == 1 and not board.board.awake)
    assert "still here" not in bench.said(board)


async def test_flash_wear_is_counted(bench: Bench) -> None:
    board = bench.board()
    script = """
from esp32 import NVS
nvs = NVS("domotik")
for epoch in range(3):
    nvs.set_i32("epoch", epoch)
    nvs.set_i32("epoch", epoch)
nvs.set_blob("key", b"0123")
nvs.commit()
"""
    await bench.run(script, board)
    assert board.nvs.writes == {("domotik", "epoch"): 3, ("domotik", "key"): 1}


async def test_flash_is_kept_over_a_power_cycle(bench: Bench) -> None:
    script = """
from esp32 import NVS
nvs = NVS("domotik")
try:
    print("found", nvs.get_i32("epoch"))
except OSError as error:
    print(error)
nvs.set_i32("epoch", 5)
print("ready")
"""
    board = bench.launch(script)
    await bench.says(board, "(-4354, 'ESP_ERR_NVS_NOT_FOUND')", "ready")
    board.board.power_cycle()
    await bench.says(board, "found 5")


async def test_a_blob_that_does_not_fit_is_refused(bench: Bench) -> None:
    script = """
from esp32 import NVS
nvs = NVS("domotik")
nvs.set_blob("key", b"0123")
try:
    nvs.get_blob("key", bytearray(3))
except OSError as error:
    print(error)
"""
    assert await bench.run(script) == "(-4364, 'ESP_ERR_NVS_INVALID_LENGTH')"


async def test_a_program_that_fails_is_recorded(bench: Bench) -> None:
    board = bench.launch("1 / 0")
    await bench.until(lambda: bool(board.crashes))
    assert board.crashes[0].endswith("ZeroDivisionError: divide by zero")


async def test_a_printed_traceback_is_recorded(bench: Bench) -> None:
    script = """
import sys
try:
    1 / 0
except ZeroDivisionError as error:
    sys.print_exception(error)
"""
    board = bench.launch(script)
    await bench.until(lambda: bool(board.crashes))
    assert board.crashes[0].endswith("ZeroDivisionError: divide by zero")


async def test_a_failed_program_leaves_a_board_that_stays_dead(bench: Bench) -> None:
    board = bench.launch("1 / 0")
    await bench.until(lambda: bool(board.crashes))
    board.board.press_reset()
    await bench.until(lambda: board.wakes == 2)
    assert board.board.cause is Cause.POWER_ON


async def test_the_heap_of_esp_idf_can_run_low(bench: Bench) -> None:
    board = bench.board()
    board.idf_free = 4000
    script = """
import esp32
print(sum(region[1] for region in esp32.idf_heap_info(esp32.HEAP_DATA)))
"""
    assert await bench.run(script, board) == "4000"


REMEMBERS_WITHOUT_END = """
import machine
memory = machine.RTC()
print("start", len(memory.memory()))
while True:
    memory.memory(bytes(8))
"""


async def test_program_without_power_writes_nothing_any_more(bench: Bench) -> None:
    launcher = bench.launch(REMEMBERS_WITHOUT_END)
    board = launcher.board
    for _ in range(8):
        await bench.until(lambda: board.rtc_memory != b"")
        board.power_cycle()
    await bench.until(lambda: board.rtc_memory != b"")
    assert set(bench.said(launcher).splitlines()) == {"start 0"}


async def test_power_that_fails_as_a_board_falls_asleep_starts_it_anew(bench: Bench) -> None:
    launcher = bench.launch(COUNT_STARTS + "machine.deepsleep(60_000)")
    board = launcher.board
    falls_asleep = board.ending

    def fail(ending: Ending) -> None:
        board.ending = falls_asleep
        falls_asleep(ending)
        board.power_cycle()

    board.ending = fail
    await bench.until(lambda: bench.said(launcher).count("start 1 0") == 2)

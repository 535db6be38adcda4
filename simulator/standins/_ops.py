"""What stand-ins and simulator say to each other; read by MicroPython and by CPython.

Request: length u16, operation u8, sequence u8, body.
Reply: length u16, sequence u8, status u8, body.
"""

REQUEST = "<HBB"
REPLY = "<HBB"
HEAD_SIZE = 4
FRAME = "<HbI6s"  # length of the message, RSSI, ms since the board started, sender; the message
FRAME_SIZE = 13

OK = 0
OS_ERROR = 1  # errno i32, text
VALUE_ERROR = 2  # text

RTC_READ = 1
RTC_WRITE = 2
CLOCK = 3  # f64 seconds of the board's own clock
CLOCK_SET = 4  # f64
STARTED = 5  # f64, when the board started, in the seconds of CLOCK_MONOTONIC
RESET_CAUSE = 6
DEEPSLEEP = 7
RESET = 8
SOFT_RESET = 9
WATCHDOG = 10  # u32 ms until the board is reset, unless fed
MAC = 11
UART_BAUD = 12
IDF_FREE = 13
NVS_GET_I32 = 20
NVS_SET_I32 = 21
NVS_GET_BLOB = 22
NVS_SET_BLOB = 23
NVS_ERASE = 24
NVS_COMMIT = 25
I2C_WRITE = 30  # scl, sda, address, bytes
I2C_READ = 31  # scl, sda, address, count u16
I2C_READ_MEM = 32  # scl, sda, address, count u16, register
I2C_SCAN = 33
ADC_UV = 34
PIN_GET = 35
PIN_SET = 36
PIN_PULL = 37  # pin, pull
DHT_READ = 38  # pin
WAKE_ON = 39  # source, level, pins: what ends the next deep sleep
WIFI = 40  # active u8, channel u8
ESPNOW = 41  # active u8, rxbuf u32
SEND = 42  # sync u8, MAC, message; never without a reply
CREDIT = 43  # bytes u16 that the program took out of its receive buffer; no reply
STATS = 44
WIFI_JOIN = 45  # SSID, 0, key
WIFI_LEAVE = 46
WIFI_STATUS = 47  # status u16, RSSI i8
WIFI_ADDRESS = 48  # the address that the program chose
WAKE_REASON = 50
WAKE_PINS = 51
LIGHTSLEEP = 52  # asleep u8
CPU_MHZ = 53  # u8

EXT0 = 2
EXT1 = 3
TIMER = 4
GPIO = 7
FLASH_BLOCKS = 60
FLASH_PROGRAM = 61  # address u32, bytes
FLASH_ERASE = 62  # address u32

FLASH_BLOCK = 4096  # bytes erased together
FAIL = -1
ERR_NVS_NOT_FOUND = -0x1102
ERR_NVS_INVALID_LENGTH = -0x110C
ERR_ESPNOW_NOT_INIT = -12389
ERR_ESPNOW_ARG = -12390
ERR_ESPNOW_NO_MEM = -12391
ERR_ESPNOW_FULL = -12392
ERR_ESPNOW_NOT_FOUND = -12393
ERR_ESPNOW_EXIST = -12395
ERR_ESPNOW_IF = -12396

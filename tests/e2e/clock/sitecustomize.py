"""Python imports this at its start where it is in its path: sleep that libfaketime leaves alone.

`time.sleep` waits for an instant of the monotonic clock, which libfaketime (0.9.10) gets wrong
where only the other clocks are set ahead: threads then sleep for hours, or end with EINVAL.
"""

import select
import time
from typing import Any


def sleep(seconds: Any, /) -> None:
    """Wait."""
    select.select([], [], [], seconds)


time.sleep = sleep

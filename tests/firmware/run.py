"""Run the test functions of one module under MicroPython; print one JSON line for each."""

import io
import json
import sys


def outcome(test) -> str:
    """Return an empty text when a test passes, else what went wrong."""
    try:
        test()
    except Exception as error:
        trace = io.StringIO()
        sys.print_exception(error, trace)
        return trace.getvalue()
    return ""


module = __import__(sys.argv[1])
for name in dir(module):
    if name.startswith("test_"):
        print(json.dumps({"test": name, "error": outcome(getattr(module, name))}))

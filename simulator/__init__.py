"""A simulated home: the real firmware on MicroPython's unix port, with simulated hardware."""

"""A simulated home: the real firmware on MicroPython's unix port, with simulated hardware.

Here lives hardware: boards, memories, buses, the ether, batteries, rooms. It imports neither the
firmware nor the integration, and fakes nothing above a register, a radio or a serial port.
"""

"""Sensor chips as a bus sees them: registers, commands, conversion times.

Written from the data sheets, one file a chip, and never from our own drivers, which they judge.
"""

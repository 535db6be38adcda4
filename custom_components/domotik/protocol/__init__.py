"""The Domotik protocol: radio and link, without Home Assistant.

Here lives everything about bytes and time: lines, frames, seals, the session with a broker, what
is known of each node, mail and updates. It imports nothing of Home Assistant, and itself by
relative names alone, so that it can be lifted out. `wire.py` and `chemistry.py` run on
MicroPython too.
"""

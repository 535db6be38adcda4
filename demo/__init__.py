"""The demo: a simulated home and a real Home Assistant, joined as a user would join them.

Here lives what starts programs, waits for them and clicks for the user. It knows Home Assistant by
its web interface alone, and no bytes of ours.
"""

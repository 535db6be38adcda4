"""The first hour of a new user, clicked through in a browser: `scripts/walk`.

Here lives what a person sees and presses, in words of the front end. It asks Home Assistant's API
only whether a step has worked, and knows no bytes of ours.
"""

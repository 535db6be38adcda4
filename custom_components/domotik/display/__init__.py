"""The summary on an e-ink panel: what it looks like, when it is shown, and on what.

Nothing here imports Home Assistant, so that the same code drives a panel on another computer.
"""

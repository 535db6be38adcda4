"""What Domotik costs, measured beside what else there is, in one run.

Each module is one figure, started by `scripts/benchmark NAME`; its output says how it was
measured. Nothing here is imported by the product or its tests of behaviour.
"""

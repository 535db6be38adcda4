"""The campaign: a simulated home is put through faults, and every sample is accounted for.

Here lives what breaks things, and who judges what came of it. The judge knows what was taken from
the simulator and what arrived from the protocol layer, and trusts no counter of ours.
"""

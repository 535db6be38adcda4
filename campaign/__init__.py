"""The campaign: a simulated home is put through faults, and every sample is accounted for."""

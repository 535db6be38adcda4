"""Inputs that nobody thought of, for every decoder on the host and on the boards."""

"""The first hour of a new user, clicked through in a browser: `scripts/walk`."""

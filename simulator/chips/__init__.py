"""Sensor chips as a bus sees them: registers, commands, conversion times."""

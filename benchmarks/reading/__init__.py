"""The cost of one reading: five values, from bytes on a port to written states."""

"""The e-ink display, without Home Assistant."""

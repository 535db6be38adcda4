"""Home Assistant puts probatio in the place of voluptuous before anything imports it."""

from probatio import *

"""What Domotik costs, measured beside what else there is, in one run."""

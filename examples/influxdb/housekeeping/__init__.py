"""Keep raw readings for some weeks and their means for years, in an InfluxDB 1 or 2."""

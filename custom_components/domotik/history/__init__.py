"""Late samples: kept until Home Assistant's statistics and the user's InfluxDB have them."""

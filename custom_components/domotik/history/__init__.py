"""Late samples: kept until Home Assistant's statistics and the user's InfluxDB have them.

All that is known of the insides of recorder and InfluxDB integration lives here, in
`statistics.py` and `influx.py`, so that a change of theirs is met in one place. No
bytes, no entities.
"""

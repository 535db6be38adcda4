"""The Wi-Fi way: samples as JSON to an MQTT server, instead of ESP-NOW to a broker."""


class Failed(Exception):
    """Something on the way is not there; the text says what, and holds no secret."""

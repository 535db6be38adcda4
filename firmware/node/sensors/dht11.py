"""Aosong DHT11: temperature, humidity, in whole steps; a DHT22 with another way of counting."""

import dht
from machine import Pin

from sensors import dht22


class Sensor(dht22.Sensor):
    """One DHT11 on a pin."""

    coldest, hottest = 0, 60

    def _driver(self, pin: Pin):  # type: ignore[no-untyped-def]
        return dht.DHT11(pin)

"""The Domotik protocol: radio and link, without Home Assistant."""

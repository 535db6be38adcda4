"""The demo: a simulated home and a real Home Assistant, joined as a user would join them."""

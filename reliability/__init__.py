"""What is done to Domotik so that it breaks, and the page that tells what came of it."""

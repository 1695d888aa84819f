"""The local stack, the story played on it, and stand-ins for the outside world."""

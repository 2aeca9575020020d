"""One agent: its tile, its screen, and what can be done to it."""

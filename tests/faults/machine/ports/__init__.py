"""Every port of one engine over the simulated outside. All of them end with the engine: a dead one does nothing."""

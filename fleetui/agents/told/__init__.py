"""What agents tell of themselves, by hooks, Program Status or their own server, as reports."""

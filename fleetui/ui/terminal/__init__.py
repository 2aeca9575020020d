"""The operator's terminal: what it can show, what is written to it, and other programs on it."""

"""Session files: the bytes of each format as facts."""

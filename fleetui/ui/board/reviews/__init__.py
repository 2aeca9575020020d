"""Reviews on the board: their marks, their findings, documents that are reviewed."""

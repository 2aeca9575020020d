"""The journal: SQLite, one writer, verified whenever it is read."""

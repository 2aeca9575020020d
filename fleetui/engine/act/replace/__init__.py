"""A run replaced by a fresh one, or stopped."""

"""What every screen has: base classes, shared state, and what the dashboard remembers."""

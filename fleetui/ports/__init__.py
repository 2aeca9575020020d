"""The world: each module wraps one outside thing and returns plain values."""

"""Widgets: each shows one value."""

"""Anchors: what a text claims about the world, and whether that is so. Pure; the world comes in as a ``Tree``."""

"""Profiles and readings."""

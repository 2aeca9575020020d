"""Answering an agent: typing to it, and one answer for all that ask the same."""

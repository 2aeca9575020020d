"""Kinds of gates: what each takes, what its word depends on, and how it comes to one."""

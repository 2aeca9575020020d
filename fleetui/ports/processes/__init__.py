"""Processes: the table, the process set of a run, and its end."""

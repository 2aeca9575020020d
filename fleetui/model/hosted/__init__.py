"""Hosted agents: they run at their maker's, have a seat without a pane, and are told by comments."""

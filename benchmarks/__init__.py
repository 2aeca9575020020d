"""Measurements of the running program, from outside its process, on real panes of a private tmux server."""

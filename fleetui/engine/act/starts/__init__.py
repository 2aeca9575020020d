"""What is asked before a process is started: whether its program is there, and whether the seat has a run already."""

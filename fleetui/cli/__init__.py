"""The command line: one file per group of commands, imports of weight inside the functions."""

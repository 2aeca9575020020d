"""Whether the work of a turn happened: what was asked and reported beside what the files and the calls say. Pure."""

"""Gates, the merge board and the journal, to read."""

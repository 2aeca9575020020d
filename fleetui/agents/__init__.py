"""How to read an agent: pure code, and one table per agent command line."""

"""What the operator has done with a pull request: its draft, what failed in it, what is asked for at most once."""

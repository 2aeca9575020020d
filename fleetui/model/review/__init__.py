"""Findings on one patch, from somebody who is not its author, and what follows from them."""

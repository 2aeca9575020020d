"""What is done with a forge: what others said goes to its author, and the operator's own words go there."""

"""What others said in the open pull requests of the fleet, and what became of it."""

"""What the board says of pull requests."""

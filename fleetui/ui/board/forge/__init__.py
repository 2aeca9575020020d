"""What the board says of pull requests, and has done with them."""

"""The fleet: the grid, the list, and what stands beside them."""

"""What is due, what waits for the operator, and why it waits."""

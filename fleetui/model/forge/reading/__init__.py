"""What is read out of what others wrote: how heavy it is, and which of it answers which."""

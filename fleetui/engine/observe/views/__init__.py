"""Fleet and sight joined into the view; what did not change stays the same object."""

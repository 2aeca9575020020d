"""What answers the questions of ``link/``, one file a noun. Nothing here changes the fleet."""

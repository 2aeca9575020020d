"""The one view of a difference, wherever one is shown."""

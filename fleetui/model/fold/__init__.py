"""The fold: what the events of the journal make of a fleet, one file a noun. Pure."""

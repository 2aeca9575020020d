"""git: read through a repository that fleetui owns, so nothing an agent configured runs."""

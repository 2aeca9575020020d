"""The agents' hooks: what they tell, and fleetui's entries in the agents' settings."""

"""Setting fleetui up: configuration, hooks, and whether this machine has what it needs."""

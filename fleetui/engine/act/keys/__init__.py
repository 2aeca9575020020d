"""Keys that the operator wants pressed in an agent's pane, each only where what it means there was seen."""

"""Long random play with adopted agents, and what fleetui said of them held against what was so."""

"""How the operator arranges the fleet: filter, order, zoom, saved views, search."""

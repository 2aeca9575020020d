"""How much of each agent is shown: one module per density, and the registry of them."""

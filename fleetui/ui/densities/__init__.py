"""How much of each agent is shown: one module per density, and the table of all of them."""

"""The ledger: every task, who works on it and how far it is."""

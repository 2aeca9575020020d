"""Who acts: the lock, the ledger, requests of other processes, publishing."""

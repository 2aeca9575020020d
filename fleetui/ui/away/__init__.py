"""While the operator is away, and when he comes back: presence, alerts, digest."""

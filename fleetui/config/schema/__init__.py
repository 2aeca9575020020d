"""The shape of ``fleet.toml``: every table, its limits, and what each key means."""

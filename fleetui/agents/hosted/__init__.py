"""Hosted agents, one TOML file each: how their pull requests are known, and how they are told something."""

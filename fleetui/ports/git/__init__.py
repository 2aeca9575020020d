"""Repositories, read and written so that nothing an agent configured runs."""

from fleetui.ports.git.port import Git

__all__ = ["Git"]

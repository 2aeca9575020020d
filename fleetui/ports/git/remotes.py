"""Where a repository's remote leads: its address, and nothing else of its configuration."""

from __future__ import annotations

from pathlib import Path

from fleetui.ports.git.run import git
from fleetui.ports.git.vault import Vault


def origin(vault: Vault) -> str | None:
    """The address of the remote ``origin``; ``None`` where there is none, empty for one that names a helper or an
    option instead of a place."""
    config = Path(vault.source.common, "config")
    ran = git("config", "--no-includes", "--file", str(config), "--get", "remote.origin.url", folder="/")
    if ran.code or not ran.text:
        return None
    url = ran.text
    return "" if url.startswith("-") or "::" in url or not url.isprintable() else url

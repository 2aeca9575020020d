"""Which tmux fleetui needs: one number for whoever refuses an older one."""

from __future__ import annotations

OLDEST = (3, 2)
"""Control-mode client flags and ``-N`` came with 3.2."""
NEEDED = ".".join(map(str, OLDEST))

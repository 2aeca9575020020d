"""How much memory the machine has."""

from __future__ import annotations

from fleetui.model.memory import Memory


def memory_now() -> Memory:
    """As the system counts it, at this moment."""
    import psutil  # slow to import, and most commands run no gate

    found = psutil.virtual_memory()
    return Memory(available=int(found.available), total=int(found.total))

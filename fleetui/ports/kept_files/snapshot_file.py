"""The small file that ``status`` and tmux status lines read: what the owner last knew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.disk_errors import why as disk_says
from fleetui.ports.private_files import private_folder, replace_file


class Publisher:
    """Writes the snapshot so that a reader always finds a whole one."""

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._last = b""

    def write(self, snapshot: Mapping[str, object]) -> None:
        """Replace the file atomically; the same snapshot again costs nothing. Raises ``PortError``."""
        try:
            content = json.dumps(snapshot, ensure_ascii=True, allow_nan=False, default=str).encode()
            if content == self._last and self._path.exists():
                return
            private_folder(self._path.parent)
            replace_file(self._path, content, durable=False)
        except (OSError, ValueError) as error:
            raise PortError(
                "publish", "write the snapshot", disk_says(error, str(self._path.parent))
            ) from error
        self._last = content


def read_snapshot(path: Path | str) -> dict[str, Any] | None:
    """What was last published, or ``None`` when there is nothing that can be read."""
    try:
        found = json.loads(Path(path).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None

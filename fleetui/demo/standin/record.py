"""What arrived, exactly, as JSON lines."""

from __future__ import annotations

import json
import os
import time


class Record:
    """The file that says exactly what arrived."""

    def __init__(self, path: str | None) -> None:
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if path else -1

    def __call__(self, kind: str, **facts: object) -> None:
        """Append one line; whole lines only, also when two runs write."""
        if self._fd >= 0:
            line = json.dumps({"t": time.time(), "pid": os.getpid(), "kind": kind, **facts})  # noqa: TID251 - a stamp
            os.write(self._fd, line.encode() + b"\n")

"""A database of opencode's sessions as the real program left it, written to like the program does."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from typing import Any, Self

CAPTURE = Path(__file__).parent.parent / "captures" / "sessions" / "opencode-1.18.33.sql"
FIRST, CLEARED, TOOLS = (
    "ses_e019623daffeZAVNRP4SJlSxPJ",
    "ses_e0194e130ffe0Pg1lqp10rVKoS",
    "ses_e01918577ffe2tcU52GGx28Kg6",
)
"""A long session, the one that followed it in the same folder, and one in another folder whose tools failed."""


class OpencodeDatabase:
    """Open like opencode's own: a write-ahead log that is not put into the file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._database = sqlite3.connect(path, isolation_level=None, timeout=1)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA wal_autocheckpoint = 0")
        self._database.executescript(CAPTURE.read_text("utf-8"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def execute(self, statement: str, *values: Any) -> None:
        """Write something, at once."""
        self._database.execute(statement, values)

    def begin(self, session: str, folder: str, *, at: float = 0.0) -> None:
        """A new session in a folder."""
        when = int((time.time() + at) * 1000)
        self.execute(
            "INSERT INTO session (id, project_id, slug, directory, title, version, time_created, time_updated)"
            " VALUES (?, 'global', 's', ?, 't', '1.18.33', ?, ?)",
            session, folder, when, when,
        )  # fmt: skip

    def answer(self, session: str, tokens: int, *, at: float = 0.0, parts: int = 0, size: int = 10) -> None:
        """A prompt and its answer, with tools whose output is so long."""
        when = int((time.time() + at) * 1000)
        told = {"role": "user", "time": {"created": when}}
        said = {"role": "assistant", "modelID": "m", "finish": "stop", "tokens": {"input": tokens},
                "time": {"created": when + 1, "completed": when + 2}}  # fmt: skip
        for number, data in enumerate((told, said)):
            message = f"msg_{session}_{when}_{number}"
            values = (message, session, when + number, when + number, json.dumps(data))
            self.execute("INSERT INTO message VALUES (?, ?, ?, ?, ?)", *values)
        for number in range(parts):
            state = {"status": "completed", "input": {"command": "make"}, "output": "x" * size}
            part = {"type": "tool", "tool": "bash", "callID": str(number), "state": state}
            values = (f"prt_{when}_{number:06}", message, session, when, when, json.dumps(part))
            self.execute("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)", *values)
        self.execute("UPDATE session SET time_updated = ? WHERE id = ?", when + 2, session)

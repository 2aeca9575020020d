"""``screen.toml`` in the state folder: what dashboards remember of their looks. Losing it loses no work."""

from __future__ import annotations

import os
import tempfile
import threading
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from fleetui.config.locked import locked
from fleetui.config.regular_file import NotRegular, open_regular

WAIT_S = 0.5
"""How long changes are gathered before they are written."""
MAX_BYTES = 256_000
_HEAD = "# Written by the dashboard: density, order, places, views. It may be deleted; fleet.toml is yours.\n"


class ScreenMemory:
    """Reads once, when it is made; writes a little later, in a thread, only the keys that this dashboard changed.

    Of several dashboards the last one to change a key wins, for that key alone. A file that cannot be read is put
    aside and everything starts from the defaults; one that cannot be written is told once.
    """

    def __init__(self, path: Path, *, wait_s: float = WAIT_S) -> None:
        self._path = path
        self._wait_s = wait_s
        self._troubles: list[str] = []
        self._told: set[str] = set()
        self._values = self._read()
        self._lock = threading.Lock()
        self._changed: dict[str, Any] = {}
        self._timer: threading.Timer | None = None

    def load(self) -> Mapping[str, Any]:
        """All that is remembered now."""
        return self._values

    def keep(self, key: str, value: Any) -> None:
        """Remember; written soon."""
        if self._values.get(key) == value and type(self._values.get(key)) is type(value):
            return
        self._values[key] = value
        with self._lock:
            self._changed[key] = value
            if self._timer is None:
                self._timer = threading.Timer(self._wait_s, self._write)
                self._timer.daemon = True
                self._timer.start()

    def trouble(self) -> str:
        """What went wrong since it was last asked."""
        return self._troubles.pop(0) if self._troubles else ""

    def close(self) -> None:
        """Write what is not written yet."""
        with self._lock:
            timer, self._timer = self._timer, None
        if timer:
            timer.cancel()
        self._write()

    def _write(self) -> None:
        with self._lock:
            self._timer = None
            changed, self._changed = self._changed, {}
        if not changed:
            return
        try:
            with locked(self._path.parent):
                values = {**(self._read() or self._values), **changed}
                _replace(self._path, _HEAD + tomli_w.dumps(values))
        except OSError as error:
            self._say(f"{self._path.name} is not written: {error.strerror or error}")

    def _read(self) -> dict[str, Any]:
        try:
            return tomllib.loads(_text_of(self._path))
        except FileNotFoundError:
            return {}
        except OSError as error:
            self._say(f"{self._path.name} is not read: {error.strerror or error}")
            return {}
        except (ValueError, RecursionError):
            return self._aside()

    def _aside(self) -> dict[str, Any]:
        kept = self._path.with_name(f"{self._path.name}.broken")
        try:
            self._path.replace(kept)
            self._say(
                f"{self._path.name} could not be read: it is kept as {kept.name}, the defaults are used"
            )
        except OSError as error:
            self._say(f"{self._path.name} is broken and cannot be put aside: {error.strerror or error}")
        return {}

    def _say(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._troubles.append(text)


def _text_of(path: Path) -> str:
    """The file's text; ``ValueError`` when it is no small text file."""
    try:
        with open_regular(path) as file:
            data = file.read(MAX_BYTES + 1)
    except NotRegular as odd:
        raise ValueError from odd
    if len(data) > MAX_BYTES:
        raise ValueError
    return data.decode("utf-8-sig")


def _replace(path: Path, content: str) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # made 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode())
            file.flush()
            os.fsync(handle)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)

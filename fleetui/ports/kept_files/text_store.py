"""Texts too long for a journal row: files named by the hash of what is in them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from fleetui.config.regular_file import open_regular
from fleetui.ports.private_files import private_folder, replace_file

LIMIT = 64 * 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{64}")


class BadText(OSError):
    """A stored text is missing, too large, or not what was stored."""


class Texts:
    """A folder of texts, each under the hex SHA-256 of its bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, text: bytes) -> str:
        """Store a text durably; storing it again changes nothing."""
        if len(text) > LIMIT:
            raise BadText(f"a text of {len(text)} bytes is over the limit of {LIMIT}")
        name = hashlib.sha256(text).hexdigest()
        if not self._holds(name):
            replace_file(private_folder(self._folder) / name, text, durable=True)
        return name

    def get(self, name: str) -> bytes:
        """The bytes stored under a name, checked against it."""
        if not _NAME.fullmatch(name):
            raise BadText(f"{name[:80]!r} names no stored text")
        try:
            text = self._read(name)
        except FileNotFoundError:
            raise BadText(f"text {name[:12]} is not stored here") from None
        if hashlib.sha256(text).hexdigest() != name:
            raise BadText(f"text {name[:12]} is damaged")
        return text

    def _holds(self, name: str) -> bool:
        try:
            self.get(name)
        except OSError:
            return False
        return True

    def _read(self, name: str) -> bytes:
        with open_regular(self._folder / name) as file:
            return file.read(LIMIT + 1)

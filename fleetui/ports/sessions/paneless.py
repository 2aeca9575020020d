"""Agents without a pane, by the files that they keep about their processes. Nothing is asked of their programs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from fleetui.engine.protocols.sessions import Parser
from fleetui.model.clean import clean_line
from fleetui.model.identities import ProcessId
from fleetui.model.paneless import PanelessSession
from fleetui.model.session import SessionFacts, SessionSource
from fleetui.ports.processes import proc
from fleetui.ports.sessions.files import first_bytes
from fleetui.ports.tail import record_of

MOST_FILES = 300
_MOST_BYTES = 64 * 1024
_BACKGROUND = "bg"


def paneless(profile: str, source: SessionSource, parser: Parser, folder: str) -> Iterator[PanelessSession]:
    """Those of one folder whose process is surely the one that the file is about, and is this user's."""
    place = Path(folder, source.status)
    try:
        names = sorted(os.listdir(place.parent))[:MOST_FILES]  # noqa: PTH208 - names alone are wanted
    except OSError:
        return
    before, _, after = place.name.partition("{pid}")
    for name in names:
        pid = name.removeprefix(before).removesuffix(after)
        if name == f"{before}{pid}{after}" and pid.isdecimal() and pid.isascii() and len(pid) < 10:
            found = _read(profile, parser, place.parent / name, int(pid))
            if found:
                yield found


def _read(profile: str, parser: Parser, path: Path, pid: int) -> PanelessSession | None:
    record = record_of(first_bytes(str(path), _MOST_BYTES))
    said = parser.status(record) if record else {}
    started = str(said.get("started") or "")
    if said.get("kind") != _BACKGROUND or not (
        started.isdecimal() and started.isascii() and len(started) < 19
    ):
        return None
    if not proc.lives(ProcessId(pid, int(started))) or not _is_ours(pid):
        return None
    facts = SessionFacts(
        session=clean_line(str(said.get("session") or ""), 100),
        status=clean_line(str(said.get("status") or ""), 40),
        status_at=float(said.get("at") or 0.0),
        waits_for=clean_line(str(said.get("waits_for") or ""), 80),
        version=clean_line(str(said.get("version") or ""), 40),
    )
    name, cwd = (clean_line(str(said.get(key) or ""), most) for key, most in (("name", 80), ("cwd", 300)))
    return PanelessSession(profile, name, cwd, pid, facts)


def _is_ours(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}").stat().st_uid == os.getuid()
    except OSError:
        return False

"""Putting fleetui's hooks into an agent's settings, and taking them out: whole files, kept beside, never by guess.

Nothing here asks; the command line shows what would change before ``apply``.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import tempfile
from dataclasses import asdict
from importlib import resources
from pathlib import Path

from fleetui.config.locked import locked
from fleetui.config.regular_file import NotRegular, open_regular
from fleetui.model.hook_settings import (
    SCRIPT,
    HookEntry,
    HookPlan,
    entries_in,
    with_hooks,
    without_hooks,
)
from fleetui.model.json_text import JsonError, parse_json
from fleetui.model.value import value
from fleetui.ports.private_files import private_folder, replace_file

KEPT = ".before-fleetui"
"""Ends the name of the copy that is kept beside a file."""
_MOST = 4 * 1024 * 1024


class HookError(Exception):
    """The settings cannot be changed; one line that says which, why and what to do. Nothing was changed."""


@value
class Change:
    """What one file would be instead; ``None`` stands for no file."""

    file: Path
    before: bytes | None
    after: bytes | None

    @property
    def is_none(self) -> bool:
        """True when the file is already as it should be."""
        return self.before == self.after


@value
class _Record:
    """What was changed, so that it can be undone byte for byte."""

    file: str
    kept: str
    """The copy of what stood there before; empty where there was no file."""
    before: str
    after: str
    """Hashes of what was and what is there; ``before`` is empty where there was no file."""


class HookFiles:
    """The script, the spool and the records of one fleetui, in its own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.script = folder / SCRIPT
        self.spool = folder / "spool"

    def ours(self, path: str) -> bool:
        """Whether a command's script is this one, or that of a fleetui which is not there any more."""
        return bool(path) and (path == str(self.script) or not Path(path).exists())

    def is_other_script(self) -> bool:
        """Whether another version of fleetui wrote the script that the hooks run; false where there is none."""
        try:
            return self.script.read_bytes() != script_bytes()
        except OSError:
            return False

    def entries(self, file: Path) -> tuple[HookEntry, ...]:
        """Our entries in a settings file. Raises ``HookError``."""
        try:
            return entries_in(_text(file, _read(file)), lambda path: path == str(self.script))
        except JsonError as error:
            raise _broken(file, error) from None

    # ------------------------------------------------------------ what would change

    def installed(self, file: Path, plan: HookPlan) -> Change:
        """The file with the entries of a plan. Raises ``HookError``."""
        before = _read(file)
        if before is None and not file.parent.is_dir():
            raise HookError(f"{file.parent} is not there: start the agent once, then try again")
        try:
            after = with_hooks(_text(file, before), plan, self.ours).encode()
        except JsonError as error:
            raise _broken(file, error) from None
        return Change(file, before, after)

    def removed(self, file: Path) -> Change:
        """The file without our entries: as it was before, where nothing else changed since. Raises ``HookError``."""
        before, record = _read(file), self._record(file)
        if before is None:
            return Change(file, None, None)
        if record and _mark(before) == record.after:
            original = _read(Path(record.kept)) if record.kept else None
            if _mark(original) == record.before:
                return Change(file, before, original)
        return Change(file, before, self._without(file, before, record))

    def _without(self, file: Path, before: bytes, record: _Record | None) -> bytes | None:
        try:
            after = without_hooks(_text(file, before), self.ours)
            made_by_us = record is not None and not record.kept
            return None if made_by_us and parse_json(after).value == {} else after.encode()
        except JsonError as error:
            raise _broken(file, error) from None

    # ------------------------------------------------------------ doing it

    def install(self, change: Change) -> Path | None:
        """Write script and settings; the copy of what stood there before, if there was a file. Raises ``HookError``."""
        try:
            private_folder(self.folder)
            private_folder(self.spool)
            with locked(self.folder):
                replace_file(self.script, script_bytes(), durable=True)
                kept = self._keep(change)
                _write(change)
        except OSError as error:
            raise HookError(f"{change.file} cannot be changed: {_why(error)}") from error
        return kept

    def uninstall(self, change: Change) -> Path | None:
        """Write the settings; the copy, where it stays because something else changed, too. Raises ``HookError``."""
        try:
            private_folder(self.folder)
            with locked(self.folder):
                _write(change)
                kept = self._forget(change)
                if not list(self.folder.glob("*.json")):
                    self.script.unlink(missing_ok=True)
                    shutil.rmtree(self.spool, ignore_errors=True)
        except OSError as error:
            raise HookError(f"{change.file} cannot be changed: {_why(error)}") from error
        return kept

    def _keep(self, change: Change) -> Path | None:
        """Keep what would be there without us, and a record of it."""
        known = self._record(change.file)
        if known and _mark(change.before) == known.after:
            clean, kept = _read(Path(known.kept)) if known.kept else None, known.kept
        else:
            clean, kept = change.before, str(_free(change.file)) if change.before is not None else ""
            if change.before is not None and self.entries(change.file):
                clean = without_hooks(_text(change.file, change.before), self.ours).encode()
        if clean is not None and kept:
            _write(Change(Path(kept), None, clean), like=change.file)
        record = _Record(str(change.file), kept, _mark(clean), _mark(change.after))
        replace_file(self._record_path(change.file), json.dumps(asdict(record)).encode(), durable=True)
        return Path(kept) if kept else None

    def _forget(self, change: Change) -> Path | None:
        record = self._record(change.file)
        self._record_path(change.file).unlink(missing_ok=True)
        if record is None or not record.kept:
            return None
        kept = Path(record.kept)
        if _mark(change.after) == record.before:
            kept.unlink(missing_ok=True)
        return kept if kept.exists() else None

    def _record_path(self, file: Path) -> Path:
        return self.folder / f"{hashlib.sha256(os.fsencode(file)).hexdigest()[:16]}.json"

    def _record(self, file: Path) -> _Record | None:
        try:
            return _Record(**json.loads(self._record_path(file).read_bytes()))
        except (OSError, ValueError, TypeError, RecursionError):
            return None


def script_bytes() -> bytes:
    """The hook itself."""
    return resources.files("fleetui.ports.hooks").joinpath(f"{SCRIPT}.sh").read_bytes()


# ---------------------------------------------------------------- files


def _read(file: Path) -> bytes | None:
    """The bytes of a file, through links; ``None`` where there is none."""
    try:
        with open_regular(file, follow=True) as opened:
            if os.fstat(opened.fileno()).st_uid != os.geteuid():
                raise HookError(f"{file} belongs to another user")
            data = opened.read(_MOST + 1)
    except FileNotFoundError:
        return None
    except NotRegular:
        raise HookError(f"{file} is no file") from None
    except OSError as error:
        raise HookError(f"{file} cannot be read: {_why(error)}") from error
    if len(data) > _MOST:
        raise HookError(f"{file} is larger than {_MOST // 1024} KB")
    return data


def _text(file: Path, data: bytes | None) -> str:
    try:
        return (data or b"").decode()
    except UnicodeDecodeError as error:
        raise HookError(f"{file}: not UTF-8 (byte {error.start}); nothing was changed") from None


def _write(change: Change, like: Path | None = None) -> None:
    """Replace a file in one step, keeping its mode; a link stays, and what it points to is replaced."""
    target = Path(os.path.realpath(change.file))
    if change.after is None:
        _none_between(change)
        return target.unlink(missing_ok=True)
    mode = _mode(like or target)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(change.after)
            os.fchmod(descriptor, mode)
            file.flush()
            os.fsync(descriptor)
        if like is None:
            _none_between(change)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    return None


def _none_between(change: Change) -> None:
    """Raises ``OSError`` where the file is not any more what was shown."""
    if _read(change.file) != change.before:
        raise OSError(0, "somebody else wrote it at the same moment; nothing was changed")


def _mode(file: Path) -> int:
    try:
        return stat.S_IMODE(file.stat().st_mode)
    except FileNotFoundError:
        return 0o600


def _free(file: Path) -> Path:
    """A name beside a file that is not taken."""
    names = [f"{file.name}{KEPT}", *(f"{file.name}{KEPT}-{number}" for number in range(2, 100))]
    return next(path for name in names if not (path := file.with_name(name)).exists())


def _mark(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _why(error: OSError) -> str:
    return error.strerror or str(error)


def _broken(file: Path, error: JsonError) -> HookError:
    return HookError(f"{file}: {error}; nothing was changed: mend it, then try again")

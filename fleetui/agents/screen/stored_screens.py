"""Stored screens, and the profiles that read them, found by what an operator calls them."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fleetui.agents.load import load_profiles
from fleetui.agents.parse import parse_profile
from fleetui.agents.profile import Profile, ProfileError
from fleetui.agents.screen.reading import read
from fleetui.agents.screen.stored import StoredError, frame_of, is_dead, parse_line
from fleetui.model.clean import clean_line
from fleetui.model.names import no_such
from fleetui.model.status import Phase, Reading

_MAX_SCREEN = 4_000_000


class StoredScreens:
    """Finds profiles and screens; each profile is read once."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        """``folders`` are those of the operator's own profiles."""
        self._folders = tuple(folders)
        self._profiles: dict[str, Profile] = {}
        self._all: dict[str, Profile] | None = None

    def profile(self, name: str) -> Profile:
        """By name, or by the file it is written in; raises ``StoredError``."""
        if name not in self._profiles:
            self._profiles[name] = self._of_file(name) if name.endswith(".toml") else self._named(name)
        return self._profiles[name]

    def text(self, file: str) -> str:
        """What a file holds; raises ``StoredError``."""
        try:
            data = _bytes(Path(file).expanduser())
        except (OSError, ValueError, RuntimeError) as error:
            raise StoredError(
                f"{file} cannot be read: {getattr(error, 'strerror', None) or error}"
            ) from error
        if data is None:
            raise StoredError(f"{file} is no regular file: store the screen in one")
        if len(data) > _MAX_SCREEN:
            raise StoredError(f"{file} is larger than {_MAX_SCREEN} bytes: no screen")
        return data.decode("utf-8", "replace")

    def _named(self, name: str) -> Profile:
        if self._all is None:
            try:
                self._all = dict(load_profiles(self._folders))
            except ProfileError as error:
                raise _wrong(error) from error
        found = self._all.get(name)
        if found is None:
            raise StoredError(no_such("profile", name, self._all))
        return found

    def _of_file(self, file: str) -> Profile:
        try:
            return parse_profile(self.text(file), file)
        except ProfileError as error:
            raise _wrong(error) from error


def _wrong(error: ProfileError) -> StoredError:
    return StoredError("; ".join(error.mistakes))


def _bytes(path: Path) -> bytes | None:
    """The start of a file; ``None`` for what is none, such as a pipe that nobody writes to."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)  # a folder could not be opened as a file, and would stay open
        return None
    with os.fdopen(handle, "rb") as opened:
        return opened.read(_MAX_SCREEN + 1)


def answer_to(line: str, shelf: StoredScreens) -> dict[str, Any]:
    """What one line of a batch is answered: the same keys for each, and ``error`` behind them where it is wrong."""
    try:
        stored = parse_line(line)
        profile = shelf.profile(stored.profile)
        frame = frame_of(stored, shelf.text(stored.file), profile)
    except StoredError as error:
        nothing = Reading(Phase.UNKNOWN, "none")
        return {**_told(nothing), "error": clean_line(str(error), 1000)}
    return _told(read(profile, frame, command=stored.command, dead=is_dead(stored, frame)))


def _told(reading: Reading) -> dict[str, Any]:
    answer = reading_out(reading)
    del answer["note"]
    return answer


def reading_out(reading: Reading) -> dict[str, Any]:
    """A reading as plain data; ``null`` is not known."""
    asked = reading.question
    return {
        "phase": reading.phase.value,
        "kind": asked.kind if asked else None,
        "question": asked.text if asked else None,
        "choices": list(asked.choices) if asked else [],
        "context": reading.context_left,
        "draft": reading.draft,
        "queued": list(reading.own_queue),
        "rule": reading.rule,
        "note": reading.note,
    }

"""Every profile there is: those that come with fleetui, and the operator's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from fleetui.agents.parse import parse_profile
from fleetui.agents.profile import Profile, ProfileError

_MAX_BYTES = 200_000


def load_profiles(extra: Sequence[Path] = ()) -> Mapping[str, Profile]:
    """Profiles by name. ``extra`` are files, or folders of ``*.toml``; a later one replaces one of the same name.

    A folder that does not exist is empty. Raises ``ProfileError`` with the mistakes of all files together.
    """
    profiles = dict(_built_in())
    mistakes: list[str] = []
    for path in _files(extra):
        try:
            profile = parse_profile(_text_of(path), str(path))
        except ProfileError as error:
            mistakes += error.mistakes
        else:
            profiles[profile.name] = profile
    if mistakes:
        raise ProfileError(tuple(mistakes))
    return profiles


@cache
def _built_in() -> Mapping[str, Profile]:
    folder = resources.files("fleetui.agents") / "profiles"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
    )
    profiles = [parse_profile(file.read_text("utf-8"), file.name) for file in files]
    return {profile.name: profile for profile in profiles}


def _files(extra: Sequence[Path]) -> Iterator[Path]:
    for path in extra:
        if path.is_dir():
            yield from sorted(path.glob("*.toml"))
        elif path.suffix == ".toml":
            yield path


def _text_of(path: Path) -> str:
    try:
        if not path.is_file():
            raise ProfileError((f"{path}: there is no such file",))
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise ProfileError((f"{path}: larger than {_MAX_BYTES} bytes",))
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProfileError((f"{path}: not UTF-8 (byte {error.start})",)) from error
    except OSError as error:
        raise ProfileError((f"{path}: cannot be read: {error.strerror}",)) from error

"""Every profile there is: those that come with fleetui, and the operator's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from fleetui.agents.parse import parse_profile
from fleetui.agents.profile import Profile, ProfileError

_MAX_BYTES = 200_000


class Profiles(Mapping[str, Profile]):
    """Profiles by name. A built-in one is parsed when it is first asked for: most fleets use one or two of them."""

    def __init__(self, own: Mapping[str, Profile]) -> None:
        self._own = own
        self._names = tuple(dict.fromkeys((*_built_in_names(), *own)))

    def __getitem__(self, name: str) -> Profile:
        if name in self._own:
            return self._own[name]
        if name not in self._names:
            raise KeyError(name)
        return _built_in(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def load_profiles(extra: Sequence[Path] = ()) -> Profiles:
    """Profiles by name. ``extra`` are files, or folders of ``*.toml``; a later one replaces one of the same name.

    A folder that does not exist is empty. Raises ``ProfileError`` with the mistakes of all files together.
    """
    profiles: dict[str, Profile] = {}
    mistakes: list[str] = []
    for path in files_in(extra):
        try:
            profile = parse_profile(text_of(path), str(path))
        except ProfileError as error:
            mistakes += error.mistakes
        else:
            profiles[profile.name] = profile
    if mistakes:
        raise ProfileError(tuple(mistakes))
    return Profiles(profiles)


@cache
def _built_in_names() -> tuple[str, ...]:
    return tuple(
        sorted(file.name.removesuffix(".toml") for file in _folder().iterdir() if file.name.endswith(".toml"))
    )


@cache
def _built_in(name: str) -> Profile:
    return parse_profile((_folder() / f"{name}.toml").read_text("utf-8"), f"{name}.toml")


def _folder() -> Traversable:
    return resources.files("fleetui.agents") / "profiles"


def files_in(extra: Sequence[Path]) -> Iterator[Path]:
    """These files, and the ``*.toml`` of these folders, by name."""
    for path in extra:
        if path.is_dir():
            yield from sorted(path.glob("*.toml"))
        elif path.suffix == ".toml":
            yield path


def text_of(path: Path) -> str:
    """What stands in a file. Raises ``ProfileError``."""
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

"""Which repository of a forge a project is, by the address of its remote."""

from __future__ import annotations

import re

from fleetui.model.value import value

_HOST = r"(?P<host>[A-Za-z0-9][A-Za-z0-9.-]{0,252})"
_OWNER = r"(?P<owner>[A-Za-z0-9][A-Za-z0-9_-]{0,38})"
_NAME = r"(?P<name>[A-Za-z0-9_.][A-Za-z0-9_.-]{0,99}?)"
_ADDRESSES = tuple(
    re.compile(form)
    for form in (
        rf"(?:https?|git)://(?:[^@/\s]+@)?{_HOST}(?::\d+)?/{_OWNER}/{_NAME}(?:\.git)?/?",
        rf"ssh://(?:[^@/\s]+@)?{_HOST}(?::\d+)?/{_OWNER}/{_NAME}(?:\.git)?/?",
        rf"(?:[^@:/\s]+@)?{_HOST}:{_OWNER}/{_NAME}(?:\.git)?/?",
    )
)
_WRITTEN = re.compile(rf"(?:{_HOST}/)?{_OWNER}/{_NAME}")
GITHUB = "github.com"


@value
class Repository:
    """One repository of a forge."""

    host: str
    owner: str
    name: str

    @property
    def slug(self) -> str:
        """``owner/name``."""
        return f"{self.owner}/{self.name}"

    @property
    def said(self) -> str:
        """As people write it: the host is left out where it is the usual one."""
        return self.slug if self.host == GITHUB else f"{self.host}/{self.slug}"


def at_address(address: str) -> Repository | None:
    """The repository that a remote's address leads to; ``None`` where it is no address of a forge."""
    found = (form.fullmatch(address.strip()) for form in _ADDRESSES)
    return next((_made(one) for one in found if one), None)


def as_written(text: str) -> Repository | None:
    """``owner/name`` or ``host/owner/name``; ``None`` where it is neither."""
    found = _WRITTEN.fullmatch(text)
    return _made(found) if found else None


def _made(found: re.Match[str]) -> Repository | None:
    host, owner, name = (found.group(part) for part in ("host", "owner", "name"))
    if name in (".", "..") or name.startswith("-"):
        return None
    return Repository((host or GITHUB).lower(), owner, name)

"""Who an issue is assigned to, and who may be: people and programs alike. Pure."""

from __future__ import annotations

from collections.abc import Collection

from fleetui.model.value import value


@value
class Actor:
    """A person or a program, as the forge calls it."""

    id: str
    login: str


@value
class IssueActors:
    """Of one issue, as it was when it was asked."""

    issue: str
    """What the forge calls it."""
    assigned: tuple[Actor, ...] = ()
    may: tuple[Actor, ...] = ()
    """Those that may be assigned in its repository, as far as that was read."""

    def has(self, logins: Collection[str]) -> bool:
        """Whether one of these is assigned; logins in small letters."""
        return any(one.login.lower() in logins for one in self.assigned)

    def allowed(self, login: str) -> Actor | None:
        """The one of this login, where it may be assigned."""
        return next((one for one in self.may if one.login.lower() == login.lower()), None)

"""Who could release at a forge: what a login may do there, what guards the base, whether agents reach both. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.model.counts import count
from fleetui.model.value import value

_WRITES = frozenset({"ADMIN", "MAINTAIN", "WRITE"})
_REPOSITORY = frozenset({"repo", "public_repo"})


@value
class BaseGuard:
    """What guards a branch, as far as the login is told."""

    protected: bool = False
    """A rule of branch protection is for it."""
    approvals: int = 0
    """Approving reviews that it, or a ruleset, asks for."""
    checks: tuple[str, ...] = ()
    rulesets: tuple[str, ...] = ()
    """Kinds of the rules of rulesets that hold there."""

    @property
    def said(self) -> str:
        """What it asks for, in words."""
        parts = [count(self.approvals, "approving review")] if self.approvals else []
        parts += [f"checks {', '.join(self.checks)}"] if self.checks else []
        parts += [f"rulesets: {', '.join(self.rulesets)}"] if self.rulesets else []
        if self.protected:
            return f"branch protection: {'; '.join(parts) or 'neither reviews nor checks'}"
        return f"no branch protection; {'; '.join(parts)}" if parts else "nothing"


@value
class Standing:
    """What the login of the operator is at one repository."""

    login: str
    permission: str
    """By the forge's own word, such as ``ADMIN``; empty where it has none."""
    guard: BaseGuard
    scopes: tuple[str, ...] | None = None
    """Of its token; ``None`` where it has none, as fine-grained ones and those of apps."""

    @property
    def writes(self) -> bool:
        """It may push and merge, where no rule is against it."""
        return self.permission in _WRITES

    @property
    def scopes_said(self) -> str:
        """The scopes in words."""
        if self.scopes is None:
            return "a token without scopes (fine-grained, or of an app): what it may do is not told"
        return f"scopes {', '.join(self.scopes)}" if self.scopes else "no scope"

    @property
    def lacks_scope(self) -> bool:
        """Its scopes are told, and none is for repositories."""
        return self.scopes is not None and not _REPOSITORY & set(self.scopes)


@value
class Authority:
    """Which tier of release authority holds at the shared branch, and why."""

    tier: int
    """3: the forge itself refuses what the operator did not release; 0: fleetui's own keys are all that asks."""
    said: str
    certain: bool = True
    """False where the forge does not tell this login all that decides."""


def authority(standing: Standing, base: str) -> Authority:
    """What agents that run as the operator, and so reach this login, could do to the base."""
    name = standing.login
    if not standing.writes:
        said = f"{name} may neither push to {base} nor merge"
        return Authority(3, said, certain=bool(standing.permission))
    if standing.permission == "ADMIN":
        return Authority(
            0, f"{name} is an administrator: it can merge, push to {base}, and lift what guards it"
        )
    if standing.guard.approvals:
        asked = count(standing.guard.approvals, "approving review")
        said = f"{base} asks for {asked}, which no author gives himself; who may bypass that is not told to {name}"
        return Authority(3, said, certain=False)
    if standing.guard.protected or standing.guard.rulesets:
        return Authority(
            0, f"{base} asks for no review of somebody else that is told to {name}: it can merge there"
        )
    return Authority(0, f"{base} is not protected: {name} can push to it and merge")


def in_environment(names: Iterable[str]) -> tuple[str, ...]:
    """Those of a process's variables that are a login for a forge's program."""
    known = ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
    there = set(names)
    return tuple(one for one in known if one in there)

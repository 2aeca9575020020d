"""Branches that landed squashed or rebased: the base holds their work, but not their commits.

One file in the vault says which head landed as which commit. Only what the base still holds counts: a landing that was
taken back, or that other hands took out of the base, did not happen. A branch that went on from such a head is measured
and merged from there, so that the part that landed never conflicts with itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from fleetui.model.fleet import Landing
from fleetui.model.landing_method import MERGE
from fleetui.model.value import value
from fleetui.ports.git.repository_files import is_oid, small_file, stamp
from fleetui.ports.git.run import WRITE_S
from fleetui.ports.git.vault import Vault, borrowed
from fleetui.ports.private_files import replace_file

_FILE = "landed-heads"
_MOST = 16 << 20
_LISTED_MOST = 64 << 20


@value
class LandedHead:
    """A head whose work is in the base as ``commit``."""

    commit: str
    head: str
    length: int = 1
    """How many commits of the base it is, ``commit`` the last."""


@value
class LandedHeads:
    """All of them, and the landings that were taken back."""

    landed: tuple[LandedHead, ...] = ()
    back: tuple[tuple[str, str], ...] = ()
    """What takes back, and the landed commit that it takes back."""


@value
class Distance:
    """How a head lies to a base."""

    ahead: int
    """Commits of the head whose work the base lacks."""
    behind: int
    """Commits of the base that the head lacks, without those that its own work landed as."""
    since: tuple[str, ...] = ()
    """Landed heads that it stands on, or that stand on it."""
    taken_in: tuple[str, ...] = ()
    """Landed heads that it stands on beside what they landed as: it took its base in. They are not new either."""

    @property
    def told_before(self) -> tuple[str, ...]:
        """What is left out where its commits are listed."""
        return (*self.since, *self.taken_in)


def marked(vault: Vault) -> object:
    """What changes when a landing is added."""
    return stamp(f"{vault.path}/{_FILE}")


def known(vault: Vault) -> LandedHeads:
    """What the file says."""
    landed, back = [], []
    text = (small_file(f"{vault.path}/{_FILE}", _MOST) or b"").decode("ascii", "replace")
    for line in text.splitlines():
        match line.split(" "):
            case ["landed", commit, head, length] if is_oid(commit) and is_oid(head) and length.isdecimal():
                landed.append(LandedHead(commit, head, int(length)))
            case ["back", commit, reverts] if is_oid(commit) and is_oid(reverts):
                back.append((commit, reverts))
    return LandedHeads(tuple(landed), tuple(back))


def keep(vault: Vault, landings: Iterable[Landing]) -> bool:
    """Add landings; those that are there already are not added again. True where one was added."""
    file = Path(vault.path, _FILE)
    before = small_file(str(file), _MOST) or b""
    there = set(before.decode("ascii", "replace").splitlines())
    new = [line for line in map(_line, landings) if line and line not in there]
    if new:
        replace_file(file, before + "".join(f"{line}\n" for line in new).encode(), durable=True)
    return bool(new)


def _line(landing: Landing) -> str:
    if landing.reverts:
        return f"back {landing.candidate} {landing.reverts}"
    if landing.method.kind == MERGE:
        return ""
    return f"landed {landing.candidate} {landing.head} {landing.method.length}"


def distance(
    vault: Vault,
    base: str,
    head: str,
    doing: str,
    earlier: tuple[LandedHead, ...] = (),
    environment: Mapping[str, str] | None = None,
) -> Distance:
    """How a head lies to a base. ``earlier`` are candidates below the base that did not land yet."""
    heads = known(vault)
    if not (heads.landed or earlier):
        counted = vault.git(
            "rev-list", "--left-right", "--count", f"{base}...{head}", "--", doing=doing, environment=environment
        )  # fmt: skip
        behind, ahead = (int(part) for part in counted.text.split())
        return Distance(ahead, behind)
    ours, theirs = _sides(vault, base, head, doing, environment)
    used = _used(vault, heads, earlier, head, ours, theirs, environment)
    taken_in = _taken_in(vault, heads, base, ours, theirs, environment)
    if not (used or taken_in):
        return Distance(len(theirs), len(ours))
    since = _independent(vault, sorted({one.head for one in used}), doing, environment)
    new = vault.git(
        "rev-list", "--count", head, *(f"^{one}" for one in (base, *since, *taken_in)), "--",
        doing=doing, environment=environment,
    )  # fmt: skip
    return Distance(int(new.text), len(ours) - sum(one.length for one in used), since, taken_in)


def since(
    vault: Vault, base: str, head: str, doing: str, environment: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The landed heads that a head stands on, or that stand on it; costs nothing where none ever landed so."""
    if not known(vault).landed:
        return ()
    return distance(vault, base, head, doing, environment=environment).since


def is_landed(vault: Vault, head: str, base: str) -> bool:
    """True when a head that landed squashed or rebased, and is in the base still, holds this commit of the source."""
    heads = known(vault)
    if not heads.landed:
        return False
    borrows = borrowed(vault.source)
    gone = _gone([pair for pair in heads.back if _holds(vault, base, pair[0], borrows)])
    there = [one for one in heads.landed if one.commit not in gone]
    return any(_holds(vault, base, one.commit, borrows) for one in _holding(vault, head, there, borrows))


def _used(
    vault: Vault,
    heads: LandedHeads,
    earlier: tuple[LandedHead, ...],
    head: str,
    ours: set[str],
    theirs: set[str],
    environment: Mapping[str, str] | None,
) -> list[LandedHead]:
    """Those that count for a head: the base holds what they landed as, and the head does not."""
    gone = _gone([pair for pair in heads.back if pair[0] in ours])
    there = [one for one in (*heads.landed, *earlier) if one.commit in ours and one.commit not in gone]
    if not theirs:
        return []
    on = [one for one in there if one.head in theirs]
    return on or _holding(vault, head, there, environment)[:1]


def _taken_in(
    vault: Vault,
    heads: LandedHeads,
    base: str,
    ours: set[str],
    theirs: set[str],
    environment: Mapping[str, str] | None,
) -> tuple[str, ...]:
    """Landed heads below a head that holds what they landed as, too: both sides do, and it was not taken back."""
    there = [one for one in heads.landed if one.head in theirs and one.commit not in ours]
    if not there:
        return ()
    gone = _gone([pair for pair in heads.back if _holds(vault, base, pair[0], environment)])
    stand = [one for one in there if one.commit not in gone and _holds(vault, base, one.commit, environment)]
    return tuple(sorted({one.head for one in stand}))


def landed_as(vault: Vault, commit: str, line: Sequence[str]) -> str:
    """The commit of a target's own line as which one of a branch landed first; empty where it did not."""
    among = set(line)
    there = [one for one in known(vault).landed if one.commit in among]
    return next((one.commit for one in _holding(vault, commit, there, None)), "")


def landing_at(vault: Vault, line: Sequence[str], at: int) -> str:
    """The last commit of the landing that put this one on a target's own line, newest first: often itself."""
    lengths = {one.commit: one.length for one in known(vault).landed}
    most = max(lengths.values(), default=1)
    places = range(max(0, at - most + 1), at + 1)
    return next((line[place] for place in places if place + lengths.get(line[place], 0) > at), line[at])


def _sides(
    vault: Vault, base: str, head: str, doing: str, environment: Mapping[str, str] | None
) -> tuple[set[str], set[str]]:
    """The commits that only the base has, and those that only the head has."""
    listed = vault.git(
        "rev-list", "--left-right", f"{base}...{head}", "--",
        doing=doing, environment=environment, limit_s=WRITE_S, most=_LISTED_MOST,
    ).text.split()  # fmt: skip
    return ({one[1:] for one in listed if one[0] == "<"}, {one[1:] for one in listed if one[0] == ">"})


def _gone(back: Iterable[tuple[str, str]]) -> set[str]:
    """The landed commits that do not stand, by what takes back which: that may have been taken back itself."""
    by = {reverts: commit for commit, reverts in back}
    return {commit for commit in by if _times(by, commit) % 2}


def _times(by: Mapping[str, str], commit: str) -> int:
    seen: set[str] = set()
    while (commit := by.get(commit, "")) and commit not in seen:
        seen.add(commit)
    return len(seen)


def _holding(
    vault: Vault, head: str, landed: list[LandedHead], environment: Mapping[str, str] | None
) -> list[LandedHead]:
    """Those of these heads that hold this one; mostly none, which one look at all of them tells."""
    if not landed:
        return []
    without = "".join(f"^{one.head}\n" for one in landed)
    ran = vault.tries(
        "rev-list", "--ignore-missing", "--max-count=1", "--stdin",
        stdin=f"{head}\n{without}".encode(), environment=environment,
    )  # fmt: skip
    if ran.code or ran.text:
        return []
    return [one for one in landed if _holds(vault, one.head, head, environment)]


def _holds(vault: Vault, one: str, commit: str, environment: Mapping[str, str] | None) -> bool:
    return vault.tries("merge-base", "--is-ancestor", commit, one, environment=environment).code == 0


def _independent(
    vault: Vault, heads: list[str], doing: str, environment: Mapping[str, str] | None
) -> tuple[str, ...]:
    """Those that none of the others holds."""
    if len(heads) < 2:
        return tuple(heads)
    return tuple(
        vault.git("merge-base", "--independent", *heads, doing=doing, environment=environment).text.split()
    )

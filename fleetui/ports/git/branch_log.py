"""What the commits of a branch say of themselves: who made them, and their subjects."""

from __future__ import annotations

from fleetui.model.clean import clean_line
from fleetui.model.commit_words import Author, author_of
from fleetui.model.value import value
from fleetui.ports.git.run import WRITE_S
from fleetui.ports.git.vault import Vault

_MOST = 8 << 20
_OTHERS = 10
"""Further authors that are named."""


@value
class BranchLog:
    """Commits that a branch would bring, oldest first."""

    author: Author | None
    """Whoever began it; ``None`` where git would take no such author."""
    others: tuple[str, ...]
    """Further authors, as trailers."""
    subjects: tuple[str, ...]


def branch_log(vault: Vault, base: str, head: str, since: tuple[str, ...], doing: str) -> BranchLog:
    """The log of a branch since it parted from its base and from what landed of it, without its merges."""
    ran = vault.git(
        "log", "-z", "--reverse", "--no-merges", "--topo-order", "--format=%an%x00%ae%x00%s", head,
        *(f"^{one}" for one in (base, *since)), "--",
        doing=doing, most=_MOST, limit_s=WRITE_S,
    )  # fmt: skip
    fields = [clean_line(field.decode("utf-8", "replace")) for field in ran.out.split(b"\0")]
    names, mails, subjects = fields[0::3], fields[1::3], fields[2::3]
    authors = [_author(name, mail) for name, mail in zip(names, mails, strict=False)]
    first = authors[0] if authors else None
    others = dict.fromkeys(one for one in authors if one and one != first)
    named = tuple(f"Co-authored-by: {one.name} <{one.mail}>" for one in list(others)[:_OTHERS])
    return BranchLog(first, named, tuple(subjects))


def _author(name: str, mail: str) -> Author | None:
    return author_of(f"{name.strip('<>')} <{mail.strip('<>')}>")

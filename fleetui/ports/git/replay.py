"""A branch commit by commit on another base, in the vault: the trees and messages that a rebase would give.

Author, date and message of each commit stay, byte for byte. Nothing else of it does: a signature would be wrong on the
new commit, and what is in other headers is not fleetui's to vouch for.
"""

from __future__ import annotations

import re

from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.commit_words import CommitWords
from fleetui.model.trailers import with_trailers
from fleetui.model.value import value
from fleetui.ports.git.merged_trees import merge, stand_in, tree_of
from fleetui.ports.git.objects import read_blobs, sizes
from fleetui.ports.git.run import WRITE_S
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault

MOST = 200
"""Commits of a branch that are replayed."""
_MOST_BYTES = 1 << 20
_AUTHOR = re.compile(rb"author [^<>\0\n]+ <[^<>\0\n]*> \d{1,12} [+-]\d{4}")
_COMMITTER = "fleetui <fleetui@localhost>"


class Unfit(Exception):
    """A branch that cannot be replayed; the reason says what to do."""


@value
class Original:
    """A commit of the branch."""

    name: str
    parent: str
    tree: str
    author: bytes
    """Its header line."""
    encoding: bytes
    """The same, or empty."""
    message: bytes

    @property
    def said(self) -> str:
        """Name and subject, for people."""
        subject = self.message.partition(b"\n")[0].decode("utf-8", "replace")
        return f"{self.name[:9]} {clean_line(subject, 60)!r}"


@value
class Picked:
    """A commit of the branch with the tree it has on the new base."""

    original: Original
    tree: str


@value
class Replayed:
    """What became of a branch on another base: its commits in order, or where it conflicts."""

    picked: tuple[Picked, ...] = ()
    conflicts: tuple[str, ...] = ()
    at: str = ""
    """The commit of the branch in which they are."""


def originals(vault: Vault, base: str, head: str, since: tuple[str, ...], doing: str) -> list[Original]:
    """The commits that a branch would put on its base, oldest first. Raises ``Unfit``."""
    listed = vault.git(
        "rev-list", "--reverse", "--topo-order", "--parents", head, *(f"^{one}" for one in (base, *since)), "--",
        doing=doing, limit_s=WRITE_S,
    ).text.splitlines()  # fmt: skip
    lines = [line.split() for line in listed]
    merges = [line[0] for line in lines if len(line) != 2]
    if merges:
        raise Unfit(
            f"its commit {merges[0][:9]} is a merge, which no rebase keeps: have the agent rebase it (R on the "
            'board), or set landing = "squash"'
        )
    if len(lines) > MOST:
        raise Unfit(f'it has more than {MOST} commits to replay: set landing = "squash"')
    large = sizes(vault, (line[0] for line in lines), doing)
    if huge := next((name for name, size in large.items() if size > _MOST_BYTES), ""):
        raise Unfit(f'the message of {huge[:9]} is larger than 1 MB: set landing = "squash"')
    bodies = read_blobs(vault, [(line[0], large[line[0]]) for line in lines], doing)
    return [_original(line[0], line[1], body) for line, body in zip(lines, bodies, strict=True)]


def replay(vault: Vault, base: str, commits: list[Original], doing: str) -> Replayed:
    """The trees of these commits, each on the one before and the first on the base. Those that change nothing there
    are left out."""
    picked: list[Picked] = []
    before = tree_of(vault, commits[0].parent, doing) if commits else ""
    onto = tree_of(vault, base, doing)
    for one in commits:
        tree = one.tree  # where the base has the very files it was made on, it changes what it changed there
        if onto != before:
            made = merge(vault, stand_in(vault, onto, (one.parent,), doing), one.name, doing)
            if made.conflicts:
                return Replayed(conflicts=made.conflicts, at=one.said)
            tree = made.tree
        if tree != onto:
            picked.append(Picked(one, tree))
        onto, before = tree, one.tree
    return Replayed(tuple(picked))


def write(
    vault: Vault, base: str, picked: tuple[Picked, ...], date: str, words: CommitWords, doing: str
) -> str:
    """The commits of a replay, by fleetui at ``date``; the name of the last one."""
    parent = base
    for one in picked:
        made = vault.git(
            "hash-object", "-t", "commit", "-w", "--stdin",
            doing=doing, stdin=_body(one, parent, date, words),
        )  # fmt: skip
        parent = made.text
    return parent


def _body(one: Picked, parent: str, date: str, words: CommitWords) -> bytes:
    original = one.original
    head = f"tree {one.tree}\nparent {parent}\n".encode() + original.author
    head += f"\ncommitter {_COMMITTER} {date} +0000\n".encode()
    encoding = original.encoding + b"\n" if original.encoding else b""
    return head + encoding + b"\n" + _message(original, words)


def _message(original: Original, words: CommitWords) -> bytes:
    """The message with the trailers; in one that is not UTF-8, they keep to characters that every encoding has."""
    trailers = words.trailers
    if original.encoding:
        trailers = tuple(one.encode("ascii", "replace").decode() for one in trailers)
    text = original.message.decode("utf-8", "surrogateescape")
    return with_trailers(text, trailers).encode("utf-8", "surrogateescape")


def _original(name: str, parent: str, body: bytes) -> Original:
    head, _, message = body.partition(b"\n\n")
    lines = head.split(b"\n")
    author = next((line for line in lines if line.startswith(b"author ")), b"")
    if not _AUTHOR.fullmatch(author):
        raise Unfit(f'the author of {name[:9]} is not as git writes one: set landing = "squash"')
    if not lines[0].startswith(b"tree "):
        raise PortError("git", "build candidate", f"{shown(name)[:12]} is no commit")
    encoding = next((line for line in lines if line.startswith(b"encoding ")), b"")
    return Original(name, parent, lines[0][5:].decode("ascii"), author, encoding, message)

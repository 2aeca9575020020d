"""Real git under the hand of the server: a bare repository whose commits, merges and trees git itself makes."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NOBODY = "web-flow <noreply@github.com>"


class Conflict(Exception):
    """Two commits cannot be merged."""


class Failed(Exception):
    """A call of git failed."""


@dataclass(frozen=True)
class Commit:
    """One commit as git tells of it."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: str
    email: str
    authored: str
    committed: str
    message: str

    @property
    def headline(self) -> str:
        """The first line of its message."""
        return self.message.partition("\n")[0]

    @property
    def body(self) -> str:
        """Its message without the first line."""
        return self.message.partition("\n")[2].strip()


@dataclass(frozen=True)
class Changed:
    """What a patch does to one file."""

    path: str
    additions: int
    deletions: int
    status: str


class Bare:
    """A bare repository; nothing of this machine's configuration is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)
        self._at = 1_700_000_000
        self._known: dict[tuple[str, ...], str] = {}
        self.git("init", "-q", "--bare", "-b", "main", ".")

    def git(
        self,
        *arguments: str,
        stdin: str = "",
        codes: tuple[int, ...] = (0,),
        who: str = NOBODY,
        index: str = "",
        place: Path | None = None,
    ) -> str:
        """What git says. Raises ``Failed``."""
        self._at += 1
        name, _, email = who.partition(" <")
        date = f"{self._at} +0000"
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.path), "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email.rstrip(">"), "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_NAME": "GitHub", "GIT_COMMITTER_EMAIL": "noreply@github.com", "GIT_COMMITTER_DATE": date,
        }  # fmt: skip
        done = subprocess.run(
            ["git", *arguments],
            cwd=place or self.path,
            env=environment | ({"GIT_INDEX_FILE": index} if index else {}),
            input=stdin.encode(),
            capture_output=True,
            timeout=60,
            check=False,
        )
        if done.returncode not in codes:
            raise Failed(f"git {arguments}: {done.stderr.decode()}")
        return done.stdout.decode("utf-8", "replace").rstrip("\n")

    def fixed(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        """What git says of commits by their ids: asked once, as it stays so."""
        if arguments not in self._known:
            self._known[arguments] = self.git(*arguments, codes=codes)
        return self._known[arguments]

    # ---------------------------------------------------------------- refs

    def oid(self, ref: str) -> str:
        """The commit of a ref; empty where there is none."""
        return self.git("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", codes=(0, 1, 128))

    def branch(self, name: str) -> str:
        """The head of a branch; empty where there is none."""
        try:
            return (self.path / "refs" / "heads" / name).read_text().strip()
        except OSError:
            return self.oid(f"refs/heads/{name}") if (self.path / "packed-refs").exists() else ""

    def branches(self) -> tuple[str, ...]:
        """The names of all branches."""
        return tuple(self.git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads").split())

    def move(self, ref: str, oid: str) -> None:
        """Set a ref, or take it away where ``oid`` is empty."""
        self.git("update-ref", *(("-d", ref) if not oid else (ref, oid)))

    # ---------------------------------------------------------------- commits

    def commit(
        self, parents: tuple[str, ...], files: Mapping[str, str | None], message: str, who: str = NOBODY
    ) -> str:
        """A commit on top of the first parent with these files changed; ``None`` deletes one."""
        tree = self.overlaid(f"{parents[0]}^{{tree}}" if parents else "", files)
        return self.made(tree, parents, message, who)

    def made(self, tree: str, parents: tuple[str, ...], message: str, who: str = NOBODY) -> str:
        """A commit of a tree."""
        given = [part for parent in parents for part in ("-p", parent)]
        return self.git("commit-tree", tree, *given, stdin=message, who=who)

    def overlaid(self, tree: str, files: Mapping[str, str | None]) -> str:
        """A tree with these files changed."""
        with tempfile.TemporaryDirectory(dir=self.path) as folder:
            index = str(Path(folder, "index"))
            self.git("read-tree", *((tree,) if tree else ("--empty",)), index=index)
            lines = []
            for path, text in files.items():
                blob = "0" * 40 if text is None else self.git("hash-object", "-w", "--stdin", stdin=text)
                lines.append(f"{'0' if text is None else '100644'} {blob}\t{path}\n")
            self.git("update-index", "--index-info", stdin="".join(lines), index=index)
            return self.git("write-tree", index=index)

    def merged_tree(self, base: str, head: str) -> str:
        """The tree that merging makes. Raises ``Conflict``."""
        said = self.fixed("merge-tree", "--write-tree", "--no-messages", base, head, codes=(0, 1))
        lines = said.splitlines()
        if len(lines) != 1:
            raise Conflict(lines[1:] or ["nothing was merged"])
        return lines[0]

    def rebased(self, base: str, head: str) -> str:
        """The newest of the commits of ``head`` that git puts one by one on ``base``. Raises ``Conflict``."""
        with tempfile.TemporaryDirectory(dir=self.path.parent) as folder:
            place = Path(folder, "work")
            self.git("worktree", "add", "-q", "--detach", str(place), base)
            try:
                for one in self.git("rev-list", "--reverse", "--no-merges", f"{base}..{head}").split():
                    self.git("cherry-pick", "--allow-empty", one, place=place)
                return self.git("rev-parse", "HEAD", place=place)
            except Failed as error:
                raise Conflict(str(error)) from None
            finally:
                self.git("worktree", "remove", "--force", str(place))

    # ---------------------------------------------------------------- what is so

    def read(self, oid: str) -> Commit:
        """One commit."""
        shown = self.fixed("show", "-s", "--format=%H%n%T%n%P%n%an%n%ae%n%aI%n%cI%n%B", oid)
        whole, tree, parents, author, email, authored, committed, message = shown.split("\n", 7)
        return Commit(
            whole,
            tree,
            tuple(parents.split()),
            author,
            email,
            _zulu(authored),
            _zulu(committed),
            message.strip(),
        )

    def between(self, base: str, head: str) -> tuple[str, ...]:
        """The commits of ``head`` that ``base`` has not, oldest first."""
        return tuple(self.fixed("rev-list", "--reverse", "--topo-order", f"{base}..{head}").split())

    def base_of(self, one: str, other: str) -> str:
        """Where two lines part; empty where they have nothing in common."""
        return self.fixed("merge-base", one, other, codes=(0, 1))

    def changed(self, base: str, head: str) -> tuple[Changed, ...]:
        """What ``head`` changes since it left ``base``, by file."""
        start = self.base_of(base, head)
        kinds = {"A": "ADDED", "D": "DELETED", "M": "MODIFIED", "T": "CHANGED"}
        status = {
            path: kinds.get(letter, "CHANGED")
            for letter, _, path in (
                line.partition("\t")
                for line in self.fixed("diff", "--no-renames", "--name-status", start, head).splitlines()
            )
        }
        rows = (
            line.split("\t", 2)
            for line in self.fixed("diff", "--no-renames", "--numstat", start, head).splitlines()
        )
        return tuple(
            Changed(
                path, int(plus) if plus.isdigit() else 0, int(minus) if minus.isdigit() else 0, status[path]
            )
            for plus, minus, path in rows
        )

    def patch(self, base: str, head: str) -> str:
        """The patch of ``head`` since it left ``base``."""
        return self.git("diff", self.base_of(base, head), head) + "\n"

    def line_now(self, path: str, line: int, then: str, now: str) -> int | None:
        """Where a line of a file is by now; ``None`` where it was changed or is gone."""
        shift = 0
        for row in self.fixed("diff", "-U0", "--no-renames", then, now, "--", path).splitlines():
            if not row.startswith("@@"):
                continue
            old, new = (part[1:].split(",") for part in row.split()[1:3])
            start, many = int(old[0]), int(old[1]) if len(old) > 1 else 1
            more = int(new[1]) if len(new) > 1 else 1
            if many and start <= line < start + many:
                return None
            if start < line or (many and start + many <= line):
                shift += more - many
        return line + shift

    def text(self, oid: str, path: str) -> str | None:
        """A file of a commit; ``None`` where there is none."""
        if not self.fixed("ls-tree", oid, "--", path):
            return None
        return self.fixed("show", f"{oid}:{path}")


def _zulu(date: str) -> str:
    return date.replace("+00:00", "Z")

"""What is stopped is what was named, and its work is kept first."""

from __future__ import annotations

import json

from tests.faults.attacks import attack
from tests.faults.lab import Lab
from tests.faults.lab.fleet import alive


@attack(3)
def a_stranger_in_the_worktree(lab: Lab) -> None:
    """The operator's own shell stands in an agent's worktree, under a name like the agent's: a stop leaves it."""
    lab.fleet("a")
    stranger = lab.starts("sleep", "600", at=lab.worktree("a"))
    agent = lab.pid("a")
    lab.must("stop", "a", "--yes")
    lab.until(lambda: not alive(agent), "the agent is stopped")
    assert stranger.poll() is None


@attack(3)
def the_operators_pane_beside_the_agents(lab: Lab) -> None:
    """The operator splits the agent's window for a program of his own: stopping the agent leaves that alone."""
    lab.fleet("a")
    pane = lab.background.shown("a")["pane"]["id"]  # type: ignore[index]
    mine = int(
        lab.scratch.tmux("split-window", "-d", "-P", "-F", "#{pane_pid}", "-t", pane, "exec sleep 600")
    )
    lab.must("stop", "a", "--yes")
    assert alive(mine)


@attack(4)
def files_that_git_would_change_or_overlook(lab: Lab) -> None:
    """Attributes, flags of the index and a repository of its own hide or change bytes: the rescue has all of them."""
    lab.fleet("a")
    at = lab.worktree("a")
    (at / ".gitattributes").write_text("*.txt text eol=lf\n*.c ident\n* export-ignore\n")
    kept = {"m.txt": b"a\r\nb\n", "k.c": b"$Id: mine $\r\n", "name\nnew": b"n", "own/f": b"not committed\n",
            "shop.py": b"hidden\n", "README.md": b"hidden too\n"}  # fmt: skip
    lab.git("update-index", "--assume-unchanged", "shop.py", at=at)
    lab.git("update-index", "--skip-worktree", "README.md", at=at)
    lab.git("init", "-q", "own", at=at)
    for path, content in kept.items():
        (at / path).write_bytes(content)
    lab.must("stop", "a", "--yes")
    for path, content in kept.items():
        if path == "m.txt":
            _restored(lab, path)
        assert (lab.root / "back" / path).read_bytes() == content


@attack(4, 8)
def a_worktree_that_points_at_another_repository(lab: Lab) -> None:
    """The worktree's .git file names a repository of the agent's own: it may not land, nothing of it runs."""
    lab.fleet("a")
    lab.work("a")
    lab.may_land("a")
    evil, canary = lab.root / "evil", lab.root / "canary"
    evil.mkdir()
    lab.git("init", "-q", "-b", "main", at=evil)
    (evil / "e").write_text("e\n")
    lab.git("add", "-A", at=evil)
    lab.git("commit", "-q", "-m", "e", at=evil)
    lab.git("config", "core.fsmonitor", f"touch {canary}", at=evil)
    (lab.worktree("a") / ".git").write_text(f"gitdir: {evil}/.git\n")
    lab.until(lambda: not lab.row("a").get("may_land"), "it may not land any more")
    lab.tries("restart", "a", "--yes", "--bare")
    assert not canary.exists()


@attack(4)
def a_repository_above_the_worktree(lab: Lab) -> None:
    """The worktree's .git file is gone and a repository above ignores everything: no rescue of that one counts."""
    lab.fleet("a")
    worktree = lab.worktree("a")
    above = worktree.parent
    lab.git("init", "-q", at=above)
    (above / ".gitignore").write_text("*\n")
    (above / "dot").write_text("x")
    lab.git("add", "-f", "dot", at=above)
    lab.git("commit", "-q", "-m", "dotfiles", at=above)
    (worktree / ".git").unlink()
    (worktree / "precious").write_text("p\n")
    if lab.tries("stop", "a", "--yes").ok:
        _restored(lab, "precious")


@attack(4, 9)
def a_worktree_that_is_gone(lab: Lab) -> None:
    """An agent removes its own worktree: it can still be stopped, and then removed."""
    lab.fleet("a")
    lab.git("worktree", "unlock", str(lab.worktree("a")))
    lab.git("worktree", "remove", "--force", str(lab.worktree("a")))
    lab.must("stop", "a", "--yes")
    assert lab.agent("a")["phase"] == "exited"


def _restored(lab: Lab, path: str) -> None:
    """The newest rescue holds this file."""
    rescue = json.loads(lab.scratch.fleetui("rescue", "list", "--json").stdout)[0]
    into = lab.root / "back"
    lab.must("rescue", "restore", str(rescue.get("id") or rescue.get("rescue")), str(into))
    assert list(into.rglob(path)), f"the rescue lacks {path}"

"""What lands is what was approved, and only the operator approves."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time

from tests.faults.attacks import attack
from tests.faults.lab import Lab
from tests.faults.lab.fleet import FAILS
from tests.support.person import person


@attack(5)
def keys_that_a_program_sends(lab: Lab) -> None:
    """An agent sends the approving keys to the dashboard's pane, in another tmux server than its own."""
    lab.fleet("a")
    lab.work("a")
    lab.may_land("a")
    before, terminal = lab.main(), lab.terminal()
    terminal.injects("3", "m", "m")
    lab.stays(lambda: lab.main() == before, "main stands")


@attack(5, 7)
def a_protected_path_put_back_in_the_worktree(lab: Lab) -> None:
    """A protected file is changed in the commit, and its old text put back without committing."""
    lab.git("checkout", "-q", "main")
    (lab.repo / "ci").mkdir()
    (lab.repo / "ci/deploy.sh").write_text("echo safe\n")
    lab.git("add", "-A")
    lab.git("commit", "-q", "-m", "deploys")
    lab.fleet("a", project={"protected": ["ci/**"]})
    lab.work("a", {"ci/deploy.sh": "echo other\n", "shop.py": "def price():\n    return 2\n"})
    lab.work("a", {"ci/deploy.sh": "echo safe\n"}, commit=False)
    lab.may_land("a")
    terminal = lab.terminal()
    terminal.injects("3", "m")
    terminal.shows("ci/deploy.sh")


@attack(7)
def a_gate_that_changed_after_it_passed(lab: Lab) -> None:
    """The operator gives a gate another command: what the old one said does not count for the new one."""
    lab.fleet("a")
    lab.work("a")
    lab.may_land("a")
    lab.configure("a", gates=[{**FAILS, "min_tests": 100}])
    lab.until(lambda: not lab.row("a").get("may_land"), "the branch may not land any more")
    lab.stays(lambda: not lab.row("a").get("may_land"), "it may not land")


@attack(7)
def a_gate_that_fails_and_exits_with_zero(lab: Lab) -> None:
    """A test runner's last line says that tests failed, its exit code says that all is well."""
    said = "== 2 failed, 3 passed in 0.1s =="
    lab.fleet("a", gates=[{"name": "build", "run": ["sh", "-c", f"echo '{said}'"]}])
    lab.work("a")
    verdict = lab.until(lambda: _verdict(lab, "a"), "the gate came to a word")
    assert verdict in ("fail", "error")


@attack(7)
def a_gate_cut_by_a_new_owner(lab: Lab) -> None:
    """The owner changes while a gate runs: it runs again by itself."""
    lab.fleet("a", gates=[{"name": "build", "run": ["sleep", "4"]}])
    lab.work("a")
    lab.until(lambda: _shown_verdict(lab, "a") == "running", "the gate runs")
    lab.end_owner()
    lab.owner()
    lab.until(lambda: _shown_verdict(lab, "a") == "pass", "the gate passed after all")


@attack(5, 7)
def a_pass_written_into_the_journal(lab: Lab) -> None:
    """Another process of the same user appends a pass to the journal of a running owner."""
    lab.fleet("a", gates=[FAILS])
    lab.work("a")
    lab.until(lambda: _verdict(lab, "a") == "fail", "the gate failed")
    candidate = lab.row("a")["candidate"]["commit"]
    body = {"seat": "a", "project": "shop", "gate": "build", "candidate": candidate, "verdict": "pass"}
    with sqlite3.connect(lab.scratch.paths.journal, timeout=20) as database:
        database.execute(
            "INSERT INTO records SELECT max(seq) + 1, ?, 'gate-finished', 1, 'a', ?, ? FROM records",
            (time.time(), json.dumps(body), b"\0" * 32),
        )
    database.close()
    lab.stays(lambda: not lab.row("a").get("may_land"), "it may not land")
    lab.end_owner()
    lab.owner()
    lab.stays(lambda: not lab.row("a").get("may_land"), "it may not land for the next owner")


@attack(6, 7)
def the_target_moved_by_an_agent(lab: Lab) -> None:
    """An agent sets the target sideways: it is said, the old commit is kept, nothing approved stands."""
    lab.fleet("a", "b")
    before = lab.main()
    head = lab.work("a")
    lab.work("b", {"b.py": "b = 1\n"})
    lab.may_land("b")
    lab.git("commit", "-q", "--allow-empty", "-m", "the operator's own")
    kept = lab.main()
    lab.after_publishing()
    lab.until(lambda: lab.row("b").get("candidate", {}).get("base") == kept, "the board knows the new base")
    lab.git("update-ref", "refs/heads/main", head, at=lab.worktree("a"))
    lab.until(lambda: "main" in lab.health() and "moved" in lab.health(), "the header says that main moved")
    vault = next(lab.scratch.paths.vaults.glob("**/*.git"))
    assert kept in lab.git("for-each-ref", "--format=%(objectname)", at=vault)
    assert before != kept


@attack(6)
def a_repository_prepared_for_the_landing(lab: Lab) -> None:
    """An agent's objects are only borrowed, and its git config marks what git writes as never changed."""
    lab.fleet("a")
    lab.git("clone", "-q", "--bare", str(lab.repo), str(lab.root / "lender"))
    lender = lab.root / "lender/objects"
    (lab.repo / ".git/objects/info/alternates").write_text(f"{lender}\n")
    lab.work("a")
    lab.git("config", "core.ignoreStat", "true", at=lab.worktree("a"))
    for folder in (lab.repo / ".git/objects").glob("??"):
        shutil.move(folder, lender / folder.name) if not (lender / folder.name).exists() else None
    lab.may_land("a")
    _lands(lab)
    (lab.repo / ".git/objects/info/alternates").unlink()
    assert "return 2" in lab.landed("shop.py")
    lab.git("config", "--unset", "core.ignoreStat")
    (lab.repo / "shop.py").write_text("mine\n")
    assert "shop.py" in lab.git("diff", "--name-only")


@attack(6)
def an_edit_that_git_was_told_not_to_see(lab: Lab) -> None:
    """The operator edits a file that his index calls unchanged: the landing refuses, the edit stays."""
    lab.git("update-index", "--assume-unchanged", "shop.py")
    (lab.repo / "shop.py").write_text("the operator's own\n")
    lab.fleet("a")
    lab.work("a")
    lab.may_land("a")
    before = lab.main()
    _lands(lab, done="not uptodate")
    assert (lab.repo / "shop.py").read_text() == "the operator's own\n"
    assert lab.main() == before


@attack(5, 6, 8)
def a_commit_that_holds_a_git_folder(lab: Lab) -> None:
    """An agent commits a tree with .git/hooks/post-checkout in it: no gate runs on it, nothing lands, nothing runs."""
    lab.fleet("a")
    tree, before = lab.worktree("a"), lab.main()
    (lab.root / "hook").write_text(f"#!/bin/sh\ntouch {lab.root}/canary\n")
    made = lab.git("hash-object", "-w", str(lab.root / "hook"), at=tree)
    for mode, name in (("100755", b"post-checkout"), ("40000", b"hooks"), ("40000", b".git")):
        raw = lab.root / "tree"
        raw.write_bytes(mode.encode() + b" " + name + b"\0" + bytes.fromhex(made))
        made = lab.git("hash-object", "-t", "tree", "--literally", "-w", str(raw), at=tree)
    head = lab.git("commit-tree", "-p", "HEAD", "-m", "hooks", made, at=tree)
    lab.git("update-ref", "refs/heads/agent/a", head, at=tree)
    lab.until(lambda: _verdict(lab, "a") == "error" or lab.row("a").get("why_not"), "it may not land")
    lab.stays(lambda: not lab.row("a").get("may_land") and lab.main() == before, "it may not land")
    assert not (lab.root / "canary").exists()


@attack(5, 8)
def a_difference_hidden_by_attributes(lab: Lab) -> None:
    """Attributes call every file binary, and marks turn the text around: the dialog shows what lands all the same."""
    lab.fleet("a")
    lab.work("a", {".gitattributes": "* -diff\n", "shop.py": "if \u202eadmin\x1b[2K:\n    planted()\n"})
    lab.may_land("a")
    terminal = lab.terminal()
    terminal.injects("3", "m")
    assert "\u202e" not in terminal.shows("planted()", "admin")


@attack(6)
def a_target_that_is_a_link_to_another_branch(lab: Lab) -> None:
    """The file of the target's ref is replaced by a link to another branch: that branch does not move."""
    lab.fleet("a")
    lab.work("a")
    lab.may_land("a")
    lab.git("branch", "victim", "main")
    ref, before = lab.repo / ".git/refs/heads/main", lab.main()
    ref.unlink()
    ref.symlink_to("refs/heads/victim")
    lab.until(lambda: not lab.row("a").get("may_land"), "it may not land any more")
    terminal = lab.terminal()
    terminal.injects("3", "m")
    assert lab.git("rev-parse", "victim") == before


def _lands(lab: Lab, done: str = "landed as") -> None:
    """The operator lands the first row of the board, by typed keys, or reads why not."""
    terminal = lab.terminal()
    with person(terminal.tmux) as somebody:
        somebody.lands(terminal.pane, done=done)


def _verdict(lab: Lab, name: str) -> str:
    gates = lab.row(name).get("gates") or [{}]
    found = str(gates[0].get("verdict", ""))
    return "" if found in ("none", "running") else found


def _shown_verdict(lab: Lab, name: str) -> str:
    gates = lab.background.shown(name).get("gates") or [{}]
    return str(gates[0].get("verdict", ""))  # type: ignore[index]

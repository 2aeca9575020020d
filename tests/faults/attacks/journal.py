"""The journal holds what the owner wrote, all of it and nothing else."""

from __future__ import annotations

from tests.faults.attacks import attack
from tests.faults.lab import Lab


@attack(1, 9)
def a_journal_deleted_while_it_runs(lab: Lab) -> None:
    """The journal's files are deleted under a running owner: nothing acknowledged is lost."""
    lab.fleet("a")
    lab.must("pause", "a")
    for number in range(5):
        lab.must("queue", "a", "add", f"kept {number}")
    journal = lab.scratch.paths.journal
    for suffix in ("", "-wal", "-shm"):
        journal.with_name(journal.name + suffix).unlink(missing_ok=True)
    lab.until(lambda: journal.exists() and "journal" in lab.health(), "the loss is said")
    after = lab.tries("queue", "a", "add", "after the deletion")
    lab.end_owner()
    lab.owner()
    queue = lab.must("queue", "a", "list")
    assert all(f"kept {number}" in queue for number in range(5))
    assert "after the deletion" in queue or not after.ok


@attack(1, 9)
def a_lock_file_deleted_while_it_runs(lab: Lab) -> None:
    """The lock's file is deleted under a running owner: no second one acts beside it, and verbs go on."""
    lab.fleet("a")
    lab.scratch.paths.lock.unlink()
    second = lab.background.start(wait=False)
    lab.until(lambda: second.poll() is not None, "the second process does not stay")
    lab.must("queue", "a", "add", "with one owner")
    lab.until(lambda: lab.texts("a") == ["with one owner"], "the follow-up arrived once")
    assert "journal" not in lab.health()

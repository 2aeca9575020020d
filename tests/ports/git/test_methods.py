"""Branches that land squashed, or commit by commit, and what is true of them afterwards."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.model.commit_words import CommitWords
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Landing, Project, ReviewRules
from fleetui.model.landing_method import Method
from fleetui.model.train import Train
from fleetui.ports.git import Git
from tests.ports.git.scratch import QUIET, Scratch, commit, plant, run, train_of, write
from tests.ports.git.test_candidates import vault
from tests.ports.git.test_land import LANDINGS, land_elsewhere, main_of, with_last

PLAIN = ("squash", "rebase")


def by(scratch: Scratch, method: str) -> Project:
    return replace(scratch.project, landing=method)


def work(scratch: Scratch) -> Path:
    """A branch of two commits, beside a base that moved on."""
    tree = scratch.worktree()
    commit(tree, "the first\n\nwith a body", a__txt="1\ntwo\nthree\n")
    commit(tree, "the second", a__txt="1\n2\nthree\n", c__txt="c\n")
    commit(scratch.top, "base moves", d__txt="d\n")
    return tree


async def landed(git: Git, scratch: Scratch, method: str, branch: str = "work", number: int = 1) -> Landing:
    made = await git.candidate(by(scratch, method), "alice", branch)
    assert made.commit, made
    (one,) = train_of(made).landings
    one = replace(one, id=f"land-{number}")
    result = await git.land(by(scratch, method), Train((one,)))
    assert result.landed, result.detail
    return one


async def test_a_squash_is_one_commit_on_the_base_with_the_files_of_the_merge(
    git: Git, scratch: Scratch
) -> None:
    work(scratch)
    merge = await git.candidate(scratch.project, "alice", "work")
    made = await git.candidate(by(scratch, "squash"), "alice", "work")
    assert run(vault(scratch), "rev-parse", f"{made.commit}^@").split() == [made.base]
    assert (made.tree, made.ahead, made.behind, made.files) == (merge.tree, 2, 1, merge.files)
    assert made.method.said == "squash of 2 commits"
    assert run(vault(scratch), "log", "-1", "--format=%B", made.commit).split("\n") == [
        "work", "", "* the first", "* the second", "", "Seat: alice", f"Head: {made.head}",
    ]  # fmt: skip
    assert run(vault(scratch), "log", "-1", "--format=%an %cn", made.commit) == "a fleetui"
    assert made == await Git(scratch.folder / "state2").candidate(by(scratch, "squash"), "alice", "work")


async def test_a_rebase_is_each_commit_on_the_base_as_its_author_made_it(git: Git, scratch: Scratch) -> None:
    tree = work(scratch)
    made = await git.candidate(by(scratch, "rebase"), "alice", "work")
    told = "--format=%an <%ae> %ad|%B|"
    ours = run(vault(scratch), "log", told, f"{made.base}..{made.commit}")
    assert ours == run(tree, "log", told, "main..work")
    assert (
        run(vault(scratch), "log", "--format=%cn", f"{made.base}..{made.commit}").split() == ["fleetui"] * 2
    )
    assert made.method.said == "rebase of 2 commits"
    run(tree, "rebase", "-q", "main")
    assert run(tree, "log", "--format=%T", "main..work") == run(
        vault(scratch), "log", "--format=%T", f"{made.base}..{made.commit}"
    ), "the very files that git's own rebase gives"
    run(tree, "reset", "-q", "--hard", made.head)
    assert made == await Git(scratch.folder / "state2").candidate(by(scratch, "rebase"), "alice", "work")


async def test_a_rebase_leaves_out_what_the_base_has_and_replays_the_rest(git: Git, scratch: Scratch) -> None:
    tree = work(scratch)
    commit(scratch.top, "the same by hand", a__txt="1\ntwo\nthree\n")
    made = await git.candidate(by(scratch, "rebase"), "alice", "work")
    assert (made.ahead, made.method.said) == (2, "rebase of 1 commit")
    assert run(vault(scratch), "log", "--format=%s", f"{made.base}..{made.commit}") == "the second"
    assert (await git.land(scratch.project, train_of(made))).landed
    assert (await git.facts(scratch.project, str(tree))).ahead == 0


async def test_a_conflict_of_a_rebase_names_its_commit_and_files(git: Git, scratch: Scratch) -> None:
    work(scratch)
    commit(scratch.top, "the second differs", a__txt="one\nzwei\nthree\n")
    made = await git.candidate(by(scratch, "rebase"), "alice", "work")
    assert (made.commit, made.conflicts) == ("", ("a.txt",))
    first = run(scratch.top, "rev-parse", "work~1")
    assert made.conflict_at == f"{first[:9]} 'the first'"


async def test_a_branch_with_a_merge_is_not_rebased_and_says_what_to_do(git: Git, scratch: Scratch) -> None:
    tree = work(scratch)
    run(tree, "merge", "-q", "-m", "merge main", "main")
    made = await git.candidate(by(scratch, "rebase"), "alice", "work")
    assert not made.commit
    assert run(tree, "rev-parse", "HEAD")[:9] in made.error
    assert 'landing = "squash"' in made.error
    squashed = await git.candidate(by(scratch, "squash"), "alice", "work")
    told = run(vault(scratch), "log", "-1", "--format=%B", squashed.commit).split("\n")
    assert told[:4] == ["work", "", "* the first", "* the second"], (
        "merging the base is nothing that it brings"
    )
    assert "merge main" not in "".join(told)


@pytest.mark.parametrize("method", PLAIN)
async def test_what_landed_so_is_known_as_landed(git: Git, scratch: Scratch, method: str) -> None:
    tree = work(scratch)
    one = await landed(git, scratch, method)
    assert main_of(scratch) == one.candidate
    assert run(scratch.top, "rev-parse", "main^{tree}") == one.tree
    facts = await git.facts(scratch.project, str(tree))
    assert (facts.ahead, facts.behind, facts.files, facts.commits) == (0, 1, (), ()), "the base had moved"
    again = await git.candidate(by(scratch, method), "alice", "work")
    assert again.error == "nothing to land: the base already holds every commit of the branch"
    assert not await git.diff(scratch.project, str(tree))
    assert await git.has_landed(scratch.project, "work")
    run(tree, "reset", "-q", "--hard", "HEAD~1")
    assert await git.has_landed(scratch.project, "work"), "what stands below a landed head"
    assert (await git.facts(scratch.project, str(tree))).ahead == 0
    forecast = await git.forecast(scratch.project, {"alice": str(tree)}, {"alice"})
    assert "alice" not in forecast.works, "it brings nothing"
    assert await git.remove_worktree(scratch.project, str(tree), run(tree, "rev-parse", "HEAD")) == "work"
    assert run(scratch.top, "branch", "--list", "work") == ""


@pytest.mark.parametrize("method", PLAIN)
async def test_nothing_is_to_land_where_the_base_has_the_same_files_by_other_hands(
    git: Git, scratch: Scratch, method: str
) -> None:
    tree = work(scratch)
    commit(scratch.top, "squashed by hand", a__txt="1\n2\nthree\n", c__txt="c\n")
    made = await git.candidate(by(scratch, method), "alice", "work")
    if method == "squash":
        assert made.error == "nothing to land: the base already holds all that the branch changes"
    else:
        assert made.conflict_at.endswith("'the first'"), "which a rebase cannot know"
    assert not await git.has_landed(scratch.project, "work")
    assert tree.exists()


@pytest.mark.parametrize("method", ["merge", *PLAIN])
@pytest.mark.parametrize("before", PLAIN)
async def test_a_branch_that_goes_on_brings_what_is_new_alone(
    git: Git, scratch: Scratch, before: str, method: str
) -> None:
    tree = work(scratch)
    one = await landed(git, scratch, before)
    commit(scratch.top, "others go on", d__txt="dd\n")
    commit(tree, "again", a__txt="1\n2 and more\nthree\n")
    facts = await git.facts(scratch.project, str(tree))
    assert (facts.ahead, facts.behind, facts.commits) == (1, 2, ("again",))
    assert [(file.path, file.added, file.deleted) for file in facts.files] == [("a.txt", 1, 1)]
    made = await git.candidate(by(scratch, method), "alice", "work")
    assert (made.ahead, made.method.since, made.conflicts) == (1, (one.head,), ())
    assert [(file.path, file.added) for file in made.files] == [("a.txt", 1)]
    assert made.method.went_on == f"only what came after {one.head[:7]}, which landed before"
    forecast = await git.forecast(scratch.project, {"alice": str(tree)}, {"alice"})
    assert forecast.alone["alice"].merges.value == "clean"
    assert forecast.works["alice"].size == 1
    second = await landed(git, scratch, method, number=2)
    assert second.candidate == made.commit
    assert (await git.facts(scratch.project, str(tree))).ahead == 0


async def test_a_branch_that_went_on_and_took_the_base_in_is_measured_from_there(
    git: Git, scratch: Scratch
) -> None:
    tree = work(scratch)
    await landed(git, scratch, "squash")
    commit(scratch.top, "others go on", a__txt="1\n2\n3\n")
    run(tree, "merge", "-q", "-X", "theirs", "-m", "take main in", "main")
    commit(tree, "more", a__txt="1\nzwei\n3\n")
    made = await git.candidate(by(scratch, "squash"), "alice", "work")
    assert (made.method.since, made.behind, made.conflicts) == ((), 0, ())
    assert [(file.path, file.added, file.deleted) for file in made.files] == [("a.txt", 1, 1)]
    facts = await git.facts(scratch.project, str(tree))
    assert (facts.ahead, facts.commits) == (2, ("more", "take main in")), "what landed is not new"
    assert (made.ahead, made.method.said) == (2, "squash of 2 commits")
    message = run(vault(scratch), "log", "-1", "--format=%B", made.commit)
    assert "more" in message
    assert "the first" not in message


async def test_what_was_taken_back_and_taken_in_is_new_again(git: Git, scratch: Scratch) -> None:
    tree = work(scratch)
    one = await landed(git, scratch, "squash")
    run(tree, "merge", "-q", "-m", "take main in", "main")
    back = await git.reversal(by(scratch, "squash"), one)
    (taken,) = train_of(back).landings
    assert (await git.land(by(scratch, "squash"), Train((taken,)))).landed
    facts = await git.facts(scratch.project, str(tree))
    assert facts.commits == ("take main in", "the second", "the first")


@pytest.mark.parametrize("method", PLAIN)
async def test_a_review_is_of_what_is_new(git: Git, scratch: Scratch, method: str) -> None:
    tree = work(scratch)
    await landed(git, scratch, method)
    commit(tree, "again", e__txt="e\n")
    made = await git.candidate(replace(by(scratch, method), review=ReviewRules()), "alice", "work")
    text = await git.patch(scratch.project, made)
    assert "e.txt" in text
    assert "c.txt" not in text


@pytest.mark.parametrize("method", PLAIN)
async def test_what_was_taken_back_is_to_land_again_whole(git: Git, scratch: Scratch, method: str) -> None:
    tree = work(scratch)
    before = run(scratch.top, "rev-parse", "main^{tree}")
    one = await landed(git, scratch, method)
    back = await git.reversal(by(scratch, method), one)
    assert run(vault(scratch), "rev-parse", f"{back.commit}^@").split() == [one.candidate], "no merge"
    assert (await git.land(scratch.project, train_of(back))).landed
    assert run(scratch.top, "rev-parse", "main^{tree}") == before
    assert "nothing of it any more" in (await git.reversal(by(scratch, method), one)).error
    assert not await git.has_landed(scratch.project, "work")
    commit(tree, "better", e__txt="e\n")
    made = await git.candidate(by(scratch, method), "alice", "work")
    assert (made.ahead, made.method.since) == (3, ())
    assert {file.path for file in made.files} == {"a.txt", "c.txt", "e.txt"}


@pytest.mark.parametrize("method", PLAIN)
async def test_what_took_it_back_is_taken_back_itself_and_it_stands_again(
    git: Git, scratch: Scratch, method: str
) -> None:
    tree, project = work(scratch), by(scratch, method)
    one = await landed(git, scratch, method)
    for again in (False, True):
        back = replace(train_of(await git.reversal(project, one)).landings[0], id=f"back-{again}")
        assert (await git.land(project, Train((back,)))).landed
        one = back
        assert await git.has_landed(project, "work") is again
    assert (scratch.top / "a.txt").read_text() == "1\n2\nthree\n"
    commit(tree, "more", e__txt="e\n")
    assert (await git.candidate(project, "alice", "work")).ahead == 1


@pytest.mark.parametrize("method", PLAIN)
async def test_a_reversal_keeps_what_came_later(git: Git, scratch: Scratch, method: str) -> None:
    work(scratch)
    one = await landed(git, scratch, method)
    commit(scratch.top, "later", late__txt="l\n")
    back = await git.reversal(by(scratch, method), one)
    assert {file.path for file in back.files} == {"a.txt", "c.txt"}
    assert (await git.land(scratch.project, train_of(back))).landed
    assert (scratch.top / "late.txt").exists()
    assert (scratch.top / "a.txt").read_text() == "one\ntwo\nthree\n"


@pytest.mark.parametrize("method", PLAIN)
async def test_other_hands_that_take_a_landing_out_make_it_land_again(
    git: Git, scratch: Scratch, method: str
) -> None:
    tree = work(scratch)
    one = await landed(git, scratch, method)
    run(scratch.top, "reset", "-q", "--hard", one.base)
    assert not await git.has_landed(scratch.project, "work")
    assert (await git.facts(scratch.project, str(tree))).ahead == 2
    assert (await git.candidate(by(scratch, method), "alice", "work")).commit == one.candidate


@pytest.mark.parametrize("method", PLAIN)
async def test_a_train_of_one_branch_on_another_lands_both(git: Git, scratch: Scratch, method: str) -> None:
    tree = work(scratch)
    run(tree, "branch", "second")
    run(scratch.top, "worktree", "add", "-q", str(scratch.folder / "tree-second"), "second")
    commit(scratch.folder / "tree-second", "on top", a__txt="1\n2 on top\nthree\n")
    base, project = main_of(scratch), by(scratch, method)
    first = await git.candidate(project, "alice", "work")
    second = await git.candidate(project, "bob", "second", first.commit)
    assert (second.base, second.ahead, second.conflicts) == (first.commit, 1, ())
    result = await git.land(project, train_of(first, second))
    assert (result.landed, main_of(scratch)) == (True, second.commit), result.detail
    assert (scratch.top / "a.txt").read_text() == "1\n2 on top\nthree\n"
    assert int(run(scratch.top, "rev-list", "--count", f"{base}..main")) == (2 if method == "squash" else 3)
    assert not run(scratch.top, "rev-list", "--merges", f"{base}..main")
    assert await git.has_landed(project, "second")


@pytest.mark.parametrize("method", PLAIN)
async def test_a_candidate_that_is_not_exactly_its_form_is_refused(
    git: Git, scratch: Scratch, method: str
) -> None:
    work(scratch)
    base, project = main_of(scratch), by(scratch, method)
    right = train_of(await git.candidate(project, "alice", "work"))
    merge = train_of(await git.candidate(scratch.project, "alice", "work"))
    one = right.landings[0]
    extra = run(vault(scratch), "commit-tree", f"{one.candidate}^{{tree}}", "-p", one.candidate, "-m", "x")
    other = run(vault(scratch), "commit-tree", f"{base}^{{tree}}", "-p", base, "-m", "x")
    thing = with_last(right, method=Method("octopus", 2))  # type: ignore[arg-type]
    for wrong in (
        with_last(right, candidate=extra),
        with_last(right, candidate=other, tree=run(scratch.top, "rev-parse", "main^{tree}")),
        with_last(right, method=Method()),  # type: ignore[arg-type]
        with_last(merge, method=one.method),  # type: ignore[arg-type]
        with_last(right, head=run(scratch.top, "rev-parse", "work~1")),
        with_last(right, reverts=base),
        with_last(right, reverts=base, method=replace(one.method, restores=base)),  # type: ignore[arg-type]
        with_last(right, method=replace(one.method, since=(one.head,))),  # type: ignore[arg-type]
        thing,
    ):
        result = await git.land(project, wrong)
        assert not result.landed, wrong
    assert main_of(scratch) == base
    assert (await git.land(project, right)).landed


async def test_a_rebase_with_another_author_or_one_commit_less_is_refused(git: Git, scratch: Scratch) -> None:
    work(scratch)
    base, project = main_of(scratch), by(scratch, "rebase")
    right = train_of(await git.candidate(project, "alice", "work"))
    tree = right.tree
    squashed = run(vault(scratch), "commit-tree", tree, "-p", base, "-m", "x")
    middle = run(vault(scratch), "rev-parse", f"{right.candidate}^")
    forged = run(vault(scratch), "commit-tree", tree, "-p", middle, "-m", "by whom?")
    for wrong in (squashed, forged):
        assert not (await git.land(project, with_last(right, candidate=wrong))).landed
    fewer = replace(right.landings[0].method, commits=1)
    assert not (await git.land(project, with_last(right, candidate=squashed, method=fewer))).landed  # type: ignore[arg-type]
    assert main_of(scratch) == base


@pytest.mark.parametrize("method", PLAIN)
@pytest.mark.parametrize(
    ("fault", "moved"),
    [("land.before_move", False), ("land.files_written", False), ("land.index_written", False),
     ("land.after_move", True), ("land.after_ref", True)],
)  # fmt: skip
async def test_a_kill_in_the_middle_leaves_the_old_commit_or_the_approved_one(
    git: Git, scratch: Scratch, method: str, fault: str, moved: bool
) -> None:
    tree = work(scratch)
    base = main_of(scratch)
    train = train_of(await git.candidate(by(scratch, method), "alice", "work"))
    write(scratch.top / "mine.txt", "operator's file\n")
    child = land_elsewhere(scratch, train, fault)
    assert await asyncio.to_thread(child.wait, 60) == -signal.SIGKILL
    assert main_of(scratch) == (train.candidate if moved else base)
    assert (await git.landed(scratch.project, train)).landed is moved
    assert run(scratch.top, "status", "--porcelain") == "?? mine.txt"
    assert (await git.facts(scratch.project, str(tree))).ahead == (0 if moved else 2)
    if not moved:
        assert (await git.land(scratch.project, train)).landed
    assert await git.has_landed(scratch.project, "work")


@pytest.mark.parametrize("method", PLAIN)
async def test_nothing_configured_runs_while_it_is_made_and_lands(
    git: Git, scratch: Scratch, method: str
) -> None:
    work(scratch)
    await git.check_project(scratch.project)
    run(scratch.top, "checkout", "-q", "-b", "operator")
    canary = scratch.folder / "canary"
    plant(scratch.top, canary)
    run(scratch.top, "config", "commit.gpgSign", "true")
    one = await landed(git, scratch, method)
    await git.reversal(by(scratch, method), one)
    assert not canary.exists(), canary.read_text()


@pytest.mark.parametrize("method", PLAIN)
async def test_a_new_vault_learns_from_the_journal_what_landed(
    git: Git, scratch: Scratch, method: str
) -> None:
    tree = work(scratch)
    one = await landed(git, scratch, method)
    other = Git(scratch.folder / "state2")
    assert (await other.facts(scratch.project, str(tree))).ahead == 2
    await other.keep_landed(scratch.project, (one,))
    await other.keep_landed(scratch.project, (one,))
    assert (await other.facts(scratch.project, str(tree))).ahead == 0
    commit(tree, "more", e__txt="e\n")
    assert (await other.candidate(by(scratch, method), "alice", "work")).method.since == (one.head,)


@pytest.mark.parametrize("method", PLAIN)
async def test_what_is_known_of_landed_heads_is_not_believed_where_it_is_damaged(
    git: Git, scratch: Scratch, method: str
) -> None:
    tree = work(scratch)
    await landed(git, scratch, method)
    file = vault(scratch) / "landed-heads"
    write(file, b"\xff\x00 landed -x --all 1\nlanded a b c\nback\n\n" + file.read_bytes()[:40])
    assert (await git.facts(scratch.project, str(tree))).ahead == 2
    assert not await git.has_landed(scratch.project, "work")


@pytest.mark.parametrize("method", PLAIN)
async def test_a_line_and_every_commit_lead_to_the_landing_that_brought_them(
    git: Git, scratch: Scratch, method: str
) -> None:
    tree = work(scratch)
    agents = run(tree, "log", "--format=%H", "main..work").split()
    one = await landed(git, scratch, method)
    await git.keep_note(scratch.project, one.candidate, "fleetui landing l1\n")
    later = commit(scratch.top, "later", late__txt="l\n")
    brought = run(scratch.top, "rev-list", f"{one.base}..{one.candidate}").split()
    for name in (*agents, *brought):
        found = await git.origin(scratch.project, "", 0, name)
        assert (found.merge, found.note) == (one.candidate, "fleetui landing l1\n"), name
    for line in (1, 2):
        assert (await git.origin(scratch.project, "a.txt", line)).merge == one.candidate
    for name in (later, one.base):
        assert (await git.origin(scratch.project, "", 0, name)).merge == name
    assert await git.remove_worktree(scratch.project, str(tree), agents[0])
    run(scratch.top, "reflog", "expire", "--expire=now", "--all")
    run(scratch.top, "gc", "-q", "--prune=now")
    found = await git.origin(scratch.project, "", 0, agents[0])
    assert found.merge == one.candidate, "also once the branch is gone"


async def test_words_of_the_operator_stand_in_what_fleetui_commits(git: Git, scratch: Scratch) -> None:
    tree = work(scratch)
    write(tree / "x.txt", "x\n")
    run(tree, "add", "-A")
    run(tree, "-c", "user.name=Bo", "-c", "user.email=b@x", "commit", "-qm", "third", "--author=Bo <b@x>")
    words = CommitWords("Ada <ada@fleet>", "Cache the prices", ("Agent: alice", "Task: 17"))

    async def said(method: str, given: CommitWords, told: str) -> str:
        made = await git.candidate(by(scratch, method), "alice", "work", words=given)
        return run(vault(scratch), "log", "-1", f"--format={told}", made.commit)

    assert await said("squash", words, "%an <%ae>, %cn") == "Ada <ada@fleet>, fleetui"
    assert (await said("squash", words, "%s")) == "Cache the prices"
    assert (await said("squash", words, "%B")).endswith("\nAgent: alice\nTask: 17")
    assert "Co-authored-by: Bo <b@x>" in await said("squash", CommitWords(), "%(trailers)")
    assert await said("squash", CommitWords(), "%an") == "a"
    assert (await said("merge", words, "%an|%s|%(trailers:key=Task,valueonly)")) == "Ada|Merge work|17"
    assert (await said("rebase", words, "%an|%s|%(trailers)")).startswith("Bo|third|Agent: alice\nTask: 17")


async def test_a_replayed_commit_keeps_its_bytes_and_no_header_that_is_not_its_own(
    git: Git, scratch: Scratch
) -> None:
    """A signature, an author and a message that are no UTF-8: what is kept is kept byte for byte."""
    import subprocess

    tree = work(scratch)
    raw = b"".join([
        f"tree {run(tree, 'rev-parse', 'HEAD~1^{tree}')}\nparent {run(tree, 'rev-parse', 'HEAD')}\n".encode(),
        b"author J\xf6rg <j@x> 1700000000 +0545\ncommitter c <c@x> 1700000001 +0000\nencoding ISO-8859-1\n",
        b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n",
        b"\ngr\xfc\xdfe\n\nbody\n",
    ])  # fmt: skip
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=tree, input=raw, capture_output=True, check=True, env=QUIET,
    )  # fmt: skip
    run(tree, "reset", "-q", "--hard", made.stdout.decode().strip())
    words = CommitWords(trailers=("Agent: alice",))
    candidate = await git.candidate(by(scratch, "rebase"), "alice", "work", words=words)
    assert (await git.land(scratch.project, train_of(candidate))).landed
    run(scratch.top, "fsck", "--strict")
    kept = subprocess.run(
        ["git", "cat-file", "commit", "main"], cwd=scratch.top, capture_output=True, check=True
    )
    head, _, message = kept.stdout.partition(b"\n\n")
    assert b"author J\xf6rg <j@x> 1700000000 +0545" in head.split(b"\n")
    assert b"encoding ISO-8859-1" in head.split(b"\n")
    assert b"gpgsig" not in head
    assert message == b"gr\xfc\xdfe\n\nbody\n\nAgent: alice\n"


def test_a_landing_of_a_journal_before_methods_is_a_merge() -> None:
    old = dict.fromkeys(("id", "project", "seat", "branch", "target", "base", "head"), "a" * 40)
    (one,) = LANDINGS.validate_python([{**old, "candidate": "c", "tree": "t", "at": 0.0}])
    assert (one.method.kind, one.method.length, one.method.said) == ("merge", 1, "merge")


def test_a_candidate_without_words_is_a_merge() -> None:
    assert Candidate("p", "s", "b", "", "").method == Method()

"""A landed target is pushed plainly, out of the vault, and what became of it the other side says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Landing
from fleetui.ports.git import Git, brought, other_machine
from fleetui.ports.git.run import Ran
from fleetui.ports.git.vault import Vault
from tests.ports.git.scratch import Scratch, commit, plant, run, write


@pytest.fixture
def other(tmp_path: Path, scratch: Scratch) -> Path:
    """A bare repository elsewhere that holds what main held."""
    path = tmp_path / "other.git"
    run(scratch.top, "clone", "-q", "--bare", ".", str(path))
    return path


def landing(scratch: Scratch, head: str) -> Landing:
    return Landing("l1", "project", "a", "work", "main", "", head, head, "", 1.0)


async def landed(git: Git, scratch: Scratch) -> Landing:
    head = commit(scratch.top, "landed", c__txt="c\n")
    await git.origin(scratch.project, "", 0, head)
    return landing(scratch, head)


async def test_what_landed_is_pushed_once_and_read_back_and_nothing_planted_runs(
    git: Git, scratch: Scratch, other: Path, tmp_path: Path
) -> None:
    one = await landed(git, scratch)
    plant(scratch.top, tmp_path / "canary")
    run(scratch.top, "config", f"url.{tmp_path}/elsewhere.insteadOf", str(other))
    project = replace(scratch.project, push=str(other))
    assert (await git.pushed(project, one)).state == "refused"
    found = await git.push(project, one)
    assert (found.state, found.detail) == ("pushed", f"main there is {one.candidate[:12]}")
    assert run(other, "rev-parse", "main") == one.candidate
    assert (await git.pushed(project, one)).state == "pushed"
    assert not (tmp_path / "canary").exists()


async def test_what_somebody_else_pushed_is_never_overwritten(
    git: Git, scratch: Scratch, other: Path, tmp_path: Path
) -> None:
    run(tmp_path, "clone", "-q", str(other), "theirs")
    theirs = commit(tmp_path / "theirs", "theirs", d__txt="d\n")
    run(tmp_path / "theirs", "push", "-q", "origin", "main")
    found = await git.push(replace(scratch.project, push=str(other)), await landed(git, scratch))
    assert found.state == "refused"
    assert found.detail.startswith("not pushed: ")
    assert f"main there is {theirs[:12]}" in found.detail
    assert run(other, "rev-parse", "main") == theirs


async def test_a_side_that_does_not_end_is_not_known_to_have_refused(
    git: Git, scratch: Scratch, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await landed(git, scratch)
    before = run(other, "rev-parse", "main")
    monkeypatch.setattr(other_machine, "_LIMIT_S", 1.0)
    write(other / "hooks" / "pre-receive", "#!/bin/sh\nexec sleep 60\n").chmod(0o755)
    found = await git.push(replace(scratch.project, push=str(other)), one)
    assert (found.state, found.detail) == (
        "unknown",
        f"not known whether it was pushed: no answer within 1 s; it was ended; main there is {before[:12]}",
    )


async def test_a_side_that_refuses_or_is_not_there_is_told(
    git: Git, scratch: Scratch, other: Path, tmp_path: Path
) -> None:
    one = await landed(git, scratch)
    write(other / "hooks" / "pre-receive", "#!/bin/sh\necho no >&2\nexit 1\n").chmod(0o755)
    refused = await git.push(replace(scratch.project, push=str(other)), one)
    assert (refused.state, "declined" in refused.detail) == ("refused", True)
    gone = await git.push(replace(scratch.project, push=str(tmp_path / "nowhere")), one)
    assert gone.state == "unknown"
    evil = await git.push(replace(scratch.project, push=f"ext::touch {tmp_path}/canary"), one)
    assert evil.state == "unknown"
    assert not (tmp_path / "canary").exists()


async def test_the_operators_environment_says_how_another_machine_is_reached(
    git: Git, scratch: Scratch, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, seen = await landed(git, scratch), tmp_path / "environment"
    own = write(tmp_path / "own-ssh", f'#!/bin/sh\nenv >{seen}\nshift\nexec sh -c "$*"\n')
    own.chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(own))
    monkeypatch.setenv("GIT_SSH_VARIANT", "simple")
    monkeypatch.setenv("GIT_SSL_CAINFO", "/etc/ssl/own.pem")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    found = await git.push(replace(scratch.project, push=f"ssh://h{other}"), one)
    assert found.state == "pushed", found.detail
    given = seen.read_text()
    assert "GIT_SSL_CAINFO=/etc/ssl/own.pem\n" in given
    assert "elsewhere" not in given


async def test_what_was_merged_at_a_forge_is_brought_with_the_login_of_gh(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    head = commit(scratch.top, "merged", c__txt="c\n")

    def out(_: Vault, *arguments: str) -> Ran:
        asked.append(arguments)
        return Ran(1, b"", "no")

    monkeypatch.setattr(brought, "out", out)
    with pytest.raises(PortError, match="no"):
        await git.bring(scratch.project, "https://ghe.example.com/o/r.git", "main", head)
    assert asked[0][:2] == ("-c", "credential.https://ghe.example.com.helper=!gh auth git-credential")

from __future__ import annotations

import os
import time
from pathlib import Path

import psutil
import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git.run import checked, git
from tests.ports.git.scratch import Scratch, run, write


def test_a_command_past_its_limit_is_asked_to_end_and_leaves_no_lock(scratch: Scratch) -> None:
    """An editor that never ends holds git with its index locked, as a hook or filter could."""
    script = write(scratch.folder / "slow.sh", "#!/bin/sh\nsleep 60\n")
    script.chmod(0o755)
    run(scratch.top, "config", "filter.slow.clean", str(script))
    write(scratch.top / ".gitattributes", "*.slow filter=slow\n")
    write(scratch.top / "x.slow", "x")
    start = time.monotonic()
    with pytest.raises(PortError, match="no answer within"):
        git("add", "x.slow", folder=str(scratch.top), limit_s=0.5)
    assert time.monotonic() - start < 10
    assert not (scratch.top / ".git/index.lock").exists()
    mine = psutil.Process().children(recursive=True)
    assert not [child for child in mine if child.name() in ("git", "sleep")]


def test_output_past_its_bound_is_cut_and_the_command_ended(scratch: Scratch) -> None:
    write(scratch.top / "big", "line\n" * 200_000)
    ran = git("hash-object", "-w", "big", folder=str(scratch.top))
    ran = git("cat-file", "blob", ran.text, folder=str(scratch.top), most=1000)
    assert ran.cut
    assert len(ran.out) == 1000


def test_megabytes_go_in_and_out_without_a_standstill(scratch: Scratch) -> None:
    data = os.urandom(8 << 20)
    oid = git("hash-object", "-w", "--stdin", folder=str(scratch.top), stdin=data).text
    lines = f"{oid}\n".encode()
    out = git("cat-file", "--batch", folder=str(scratch.top), stdin=lines, most=1 << 24).out
    assert out.partition(b"\n")[2] == data + b"\n"


def test_git_variables_around_fleetui_do_not_reach_git(
    scratch: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "no"))
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    assert git("rev-parse", "HEAD", folder=str(scratch.top)).code == 0
    assert not (tmp_path / "trace").exists()


def test_a_failure_is_one_clean_line_in_gits_words(scratch: Scratch) -> None:
    with pytest.raises(PortError) as caught:
        checked("rev-parse", "--verify", "no\x1b[31msuch", doing="look", folder=str(scratch.top))
    assert str(caught.value).isprintable()
    assert caught.value.doing == "look"


def test_a_missing_git_says_so(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(scratch.folder))
    with pytest.raises(PortError, match="not installed"):
        git("version", folder=str(scratch.top))

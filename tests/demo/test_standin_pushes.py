"""A stand-in that is told of what it knows does that: it really pushes, and really answers in the threads."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.demo.conftest import Pane
from tests.support.waiting import until

TOLD = b"review-bot said of a.py:1: fix it https://github.com/acme/shop/pull/7#discussion_r42 again https://github.com/acme/shop/pull/7#discussion_r42"


def git(path: Path, *words: str) -> str:
    argv = ["git", "-C", str(path), *words]
    return subprocess.run(argv, capture_output=True, text=True, timeout=20, check=True).stdout.strip()


def test_it_does_what_it_knows_of_what_it_was_told(
    server: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there, bin_ = (tmp_path / name for name in ("here", "there.git", "bin"))
    subprocess.run(["git", "init", "-q", "--bare", str(there)], check=True, timeout=20)
    subprocess.run(["git", "init", "-q", "-b", "mine", str(here)], check=True, timeout=20)
    git(here, "remote", "add", "origin", str(there))
    bin_.mkdir()
    (bin_ / "gh").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {tmp_path}/asked\n')
    (bin_ / "gh").chmod(0o700)
    turn = [
        {"write": "a.py", "text": "A = 2\n"},
        {"commit": "Fix it"},
        {"push": True},
        {"reply": "Fixed: it is 2."},
        {"say": "as I know it"},
    ]
    known = [{"words": "something else", "turn": []}, {"words": "said of a.py", "turn": turn}]
    (tmp_path / "known.json").write_text(json.dumps(known))
    monkeypatch.setenv("PATH", f"{bin_}:{os.environ['PATH']}")
    pane = Pane(server, here, "--known", str(tmp_path / "known.json"), "--speed", "20").ready()
    pane.paste(TOLD)
    pane.press("Enter")
    pane.shows("as I know it")
    assert git(there, "log", "-1", "--format=%s", "mine") == "Fix it"
    asked = (tmp_path / "asked").read_text().splitlines()
    place = "repos/acme/shop/pulls/7/comments/42/replies"
    assert asked == ["api", "--silent", "-X", "POST", place, "-f", "body=Fixed: it is 2."]
    pane.paste(b"a wish of nobody")
    pane.press("Enter")
    until(lambda: "Done: a wish of nobody" in pane.screen())


def test_it_says_why_it_cannot(
    server: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = [{"push": True}, {"reply": "no"}, {"say": "tried"}]
    (tmp_path / "known.json").write_text(json.dumps([{"words": "go", "turn": turn}]))
    tmux = shutil.which("tmux")
    assert tmux is not None
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "tmux").symlink_to(tmux)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    pane = Pane(server, tmp_path, "--known", str(tmp_path / "known.json"), "--speed", "20").ready()
    pane.paste(b"go https://github.com/acme/shop/pull/7#discussion_r42")
    pane.press("Enter")
    pane.shows("tried")
    assert "No such file or directory: 'git'" in pane.screen()
    assert "No such file or directory: 'gh'" in pane.screen()

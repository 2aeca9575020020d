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
        {"pull": True},
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
    other = tmp_path / "other"
    subprocess.run(["git", "clone", "-q", "-b", "mine", str(there), str(other)], check=True, timeout=20)
    (other / "b.py").write_text("B = 1\n")
    git(other, "add", "-A")
    git(other, "-c", "user.name=o", "-c", "user.email=o@localhost", "commit", "-q", "-m", "Add b")
    git(other, "push", "-q", "origin", "mine")
    pane.paste(TOLD)
    pane.press("Enter")
    until((here / "b.py").exists)
    pane.paste(b"a wish of nobody")
    pane.press("Enter")
    until(lambda: "Done: a wish of nobody" in pane.screen())


def test_what_was_done_before_is_not_done_twice(server: Callable[..., str], tmp_path: Path) -> None:
    turn = [{"edit": "a.py", "find": "B\n", "put": "A\nB\n"}, {"say": "that is it"}]
    (tmp_path / "known.json").write_text(json.dumps([{"words": "go", "turn": turn}]))
    (tmp_path / "a.py").write_text("B\n")
    pane = Pane(server, tmp_path, "--known", str(tmp_path / "known.json"), "--speed", "20").ready()
    for _ in range(2):
        pane.paste(b"go")
        pane.press("Enter")
    until(lambda: len(pane.records("done")) == 2)
    assert (tmp_path / "a.py").read_text() == "A\nB\n"
    assert "it is so already" in pane.screen()


def test_it_really_rebases_and_leaves_nothing_half_done(server: Callable[..., str], tmp_path: Path) -> None:
    here = tmp_path / "here"
    subprocess.run(["git", "init", "-q", "-b", "main", str(here)], check=True, timeout=20)

    def commit(path: str, text: str) -> None:
        (here / path).write_text(text)
        git(here, "add", "-A")
        git(here, "-c", "user.name=o", "-c", "user.email=o@localhost", "commit", "-q", "-m", f"{path} {text}")

    commit("a", "1")
    git(here, "checkout", "-q", "-b", "mine")
    commit("b", "1")
    git(here, "checkout", "-q", "main")
    commit("c", "1")
    git(here, "checkout", "-q", "mine")
    turn = [{"rebase": "main"}, {"say": "that is it"}]
    (tmp_path / "known.json").write_text(json.dumps([{"words": "go", "turn": turn}]))
    pane = Pane(server, here, "--known", str(tmp_path / "known.json"), "--speed", "20").ready()
    (here / ".git/info/exclude").write_text("record.jsonl\n")
    pane.paste(b"go")
    pane.press("Enter")
    until(lambda: len(pane.records("done")) == 1)
    assert git(here, "log", "--format=%s").splitlines() == ["b 1", "c 1", "a 1"]
    git(here, "checkout", "-q", "main")
    commit("b", "other")
    git(here, "checkout", "-q", "mine")
    head = git(here, "rev-parse", "HEAD")
    pane.paste(b"go")
    pane.press("Enter")
    until(lambda: len(pane.records("done")) == 2)
    assert git(here, "rev-parse", "HEAD") == head
    assert git(here, "status", "--porcelain") == ""


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

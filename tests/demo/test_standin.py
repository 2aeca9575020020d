"""The stand-in agent in a real pane: what it records is what was typed, and each bad manner does what it says."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.demo.conftest import Pane
from tests.support.waiting import until

Start = Callable[..., Pane]

TEXTS = [
    b"fix the build",
    b"three\nlines\n  indented",
    b"\n".join(b"line %d" % n for n in range(60)),
    b"x" * 9000,
    "äöü e\u0301 → 日本語 🦊 \u200d".encode(),
    b"tab\there; trailing ; and \\",
    b"$(touch /tmp/never) `id` 'quoted' \"twice\" | & > <",
    b"! not a shell, # not a comment, - not an option",
    b"   spaces around   ",
    b"not utf-8: \xff\xfe\x80 end",
]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:16]))
def test_a_bracketed_paste_and_enter_are_recorded_byte_for_byte(standin: Start, text: bytes) -> None:
    pane = standin("--turn", "0.1").ready()
    pane.paste(text)
    until(lambda: pane.texts("paste") == [text])
    pane.press("Enter")
    until(lambda: pane.records("submit"))
    assert pane.texts("submit") == [text]
    assert pane.records("submit")[0]["sha256"] == hashlib.sha256(text).hexdigest()
    assert pane.records("paste")[0]["where"] == "composer"


def test_a_short_paste_is_seen_and_a_long_one_is_a_placeholder(standin: Start) -> None:
    pane = standin().ready()
    pane.paste(b"short one")
    pane.shows("❯ short one")
    pane.press("C-u")
    until(lambda: "short one" not in pane.screen())
    pane.paste(b"l\n" * 40)
    pane.shows("❯ [Pasted text #1 +40 lines]")


def test_it_works_and_rests_in_place(standin: Start) -> None:
    pane = standin("--turn", "1").ready()
    pane.paste(b"go")
    pane.press("Enter")
    pane.shows("esc to interrupt")
    pane.shows("Worked for")
    until(lambda: "esc to interrupt" not in pane.screen())
    assert pane.screen().count("❯ go") == 1
    assert pane.screen().count("context left") == 1


def test_typed_keys_are_a_draft_until_enter(standin: Start) -> None:
    pane = standin("--turn", "0.1").ready()
    pane.press("-l", "hallö")
    pane.shows("❯ hallö")
    pane.press("BSpace", "BSpace", "Enter")
    until(lambda: pane.texts("submit") == [b"hal"])


def test_what_comes_while_it_works_is_queued_in_order(standin: Start) -> None:
    pane = standin("--turn", "1").ready()
    for text in (b"first", b"second", b"third"):
        pane.paste(text)
        pane.press("Enter")
    pane.shows("  ❯ third")
    assert pane.texts("submit") == [b"first", b"second", b"third"]
    assert [item["queued"] for item in pane.records("submit")] == [False, True, True]
    until(lambda: len(pane.records("done")) == 3)


def test_a_dialog_replaces_the_composer_and_eats_a_paste(standin: Start) -> None:
    pane = standin("--ask-on", "1", "--turn", "0.1").ready()
    pane.paste(b"push it")
    pane.press("Enter")
    pane.shows("Do you want to proceed?")
    assert "context left" not in pane.screen()
    pane.paste(b"lost")
    until(lambda: pane.records("paste")[-1]["where"] == "dialog")
    pane.press("Down", "Down", "Up", "Enter")
    until(lambda: pane.records("answer"))
    assert pane.records("answer")[0]["choice"] == 2
    assert [item["key"] for item in pane.records("key")] == ["Down", "Down", "Up", "Enter"]
    until(lambda: pane.records("done"))
    assert pane.texts("submit") == [b"push it"]
    assert "lost" not in pane.screen()


def test_enter_into_a_dialog_that_opened_after_the_paste_approves_it(standin: Start) -> None:
    pane = standin("--ask-after-paste").ready()
    pane.paste(b"text")
    pane.shows("Do you want to proceed?")
    pane.press("Enter")
    until(lambda: pane.records("answer"))
    assert pane.records("answer")[0]["choice"] == 1
    pane.shows("❯ text")
    assert not pane.records("submit")


def test_the_first_enters_can_be_swallowed(standin: Start) -> None:
    pane = standin("--swallow-enter", "2").ready()
    pane.paste(b"again")
    for pressed in (1, 2):
        pane.press("Enter")
        until(lambda pressed=pressed: len(pane.records("swallowed")) == pressed)
    assert not pane.records("submit")
    pane.press("Enter")
    until(lambda: pane.texts("submit") == [b"again"])


def test_every_enter_can_be_swallowed(standin: Start) -> None:
    pane = standin("--swallow-enter", "all").ready()
    pane.paste(b"never")
    pane.press("Enter", "Enter", "Enter")
    until(lambda: len(pane.records("swallowed")) == 3)
    assert "❯ never" in pane.screen()
    assert not pane.records("submit")


def test_enter_right_after_a_paste_can_be_ignored(standin: Start) -> None:
    pane = standin("--deaf-after-paste", "0.5").ready()
    pane.paste(b"patience")
    pane.press("Enter")
    until(lambda: pane.records("swallowed"))

    def accepted() -> bool:
        pane.press("Enter")
        return bool(pane.records("submit"))

    until(accepted)
    assert pane.texts("submit") == [b"patience"]


def test_a_paste_can_be_slow_to_show(standin: Start) -> None:
    pane = standin("--slow-paste", "1").ready()
    pane.paste(b"late")
    until(lambda: pane.records("paste"))
    assert "late" not in pane.screen()
    pane.shows("❯ late")


def test_a_paste_can_stay_hidden_and_still_be_sent(standin: Start) -> None:
    pane = standin("--hide-paste").ready()
    pane.paste(b"unseen")
    until(lambda: pane.records("paste"))
    assert "unseen" not in pane.screen()
    pane.press("Enter")
    until(lambda: pane.texts("submit") == [b"unseen"])


def test_without_bracketed_paste_every_line_is_an_enter(standin: Start) -> None:
    pane = standin("--no-bracketed", "--vanish").ready()
    pane.server("set-buffer", "-b", "mine", "one\ntwo\n")
    pane.server("paste-buffer", "-p", "-d", "-b", "mine", "-t", pane.id)
    until(lambda: pane.texts("submit") == [b"one", b"two"])
    assert not pane.records("paste")


def test_a_prompt_can_vanish(standin: Start) -> None:
    pane = standin("--vanish").ready()
    pane.paste(b"into nothing")
    pane.press("Enter")
    until(lambda: pane.records("submit"))
    until(lambda: "into nothing" not in pane.screen())
    assert "esc to interrupt" not in pane.screen()


def test_a_slow_start_keeps_or_discards_what_is_typed(standin: Start) -> None:
    pane = standin("--start", "1")
    pane.shows("Starting…")
    pane.press("-l", "early")
    pane.shows("❯ early")

    other = standin("--start", "1", "--discard-start", "--name", "other")
    other.shows("Starting…")
    other.press("-l", "early")
    assert "early" not in other.ready().screen()


def test_a_composer_can_stand_there_deaf(standin: Start) -> None:
    pane = standin("--deaf", "1.5").ready()
    pane.paste(b"too early")
    until(lambda: pane.records("paste"))
    assert pane.records("paste")[0]["where"] == "deaf"
    assert "too early" not in pane.screen()


def test_it_hangs_and_nothing_moves(standin: Start) -> None:
    pane = standin("--hang-on", "1").ready()
    pane.paste(b"go")
    pane.press("Enter")
    until(lambda: pane.records("hang"))
    before = pane.screen()
    pane.paste(b"hello?")
    assert pane.screen() == before
    assert not pane.records("exit")


def test_it_crashes_with_the_code_it_was_given(standin: Start) -> None:
    pane = standin("--crash-on", "1", "--exit-code", "7").ready()
    pane.paste(b"go")
    pane.press("Enter")
    until(lambda: pane.fact("pane_dead") == "1")
    assert pane.records("exit")[0]["code"] == 7


def test_it_exits_when_the_file_appears(standin: Start, tmp_path: Path) -> None:
    pane = standin("--exit-file", str(tmp_path / "go"), "--exit-code", "0").ready()
    (tmp_path / "go").touch()
    until(lambda: pane.fact("pane_dead") == "1")
    pane.shows("Resume this session with:")


def test_a_storm_redraws_without_end(standin: Start) -> None:
    pane = standin("--storm", "30").ready()

    def figure() -> int:
        return int(pane.screen().rsplit("redraw ", 1)[1].split()[0])

    first = figure()
    until(lambda: figure() > first + 20)


def test_commands_are_not_prompts(standin: Start) -> None:
    pane = standin("--context", "30").ready()
    for text in (b"/nonsense", b"/compact", b"/exit"):
        pane.paste(text)
        pane.press("Enter")
    until(lambda: pane.fact("pane_dead") == "1")
    assert not pane.records("submit")
    assert pane.texts("rejected") == [b"/nonsense"]
    assert pane.texts("command") == [b"/compact", b"/exit"]
    assert "92% context left" in pane.screen() or "Resume this session" in pane.screen()


def test_it_survives_a_polite_stop_when_told_to(standin: Start) -> None:
    pane = standin("--deaf-to-term", "--strays", "1").ready()
    process = psutil.Process(int(pane.fact("pane_pid")))
    stray = next(iter(process.children()))
    try:
        assert os.getsid(stray.pid) != os.getsid(process.pid)
        process.terminate()
        pane.paste(b"alive")
        pane.shows("❯ alive")
    finally:
        stray.kill()
        process.kill()


def test_its_work_is_real_and_remembered_over_a_restart(server: Callable[..., str], tmp_path: Path) -> None:
    repository = tmp_path / "repo"
    subprocess.run(["git", "init", "-q", str(repository)], check=True, timeout=20)
    turns = [
        [
            {"write": "a.py", "text": "x = 1\n"},
            {"commit": "Add x"},
            {"edit": "a.py", "find": "x = 1", "put": "x = 2"},
            {"commit": "Change x"},
            {"context": 14},
        ],
        [{"say": "second turn"}],
    ]
    (tmp_path / "work.json").write_text(json.dumps(turns))
    told = (
        "--work",
        str(tmp_path / "work.json"),
        "--state",
        str(tmp_path / "state"),
        "--begin",
        "--speed",
        "10",
        "--context",
        "40",
    )

    pane = Pane(server, repository, *told)
    until(lambda: pane.records("done"))
    log = subprocess.run(
        ["git", "-C", str(repository), "log", "--format=%s"],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert log.stdout.split("\n")[:2] == ["Change x", "Add x"]
    assert (repository / "a.py").read_text() == "x = 2\n"
    pane.shows("14% context left")

    again = Pane(server, repository, *told).ready()
    again.shows("100% context left")
    again.paste(b"go on")
    again.press("Enter")
    again.shows("second turn")
    assert [item["turn"] for item in again.records("submit")] == [2]


def test_the_same_seed_shows_the_same(standin: Start, tmp_path: Path) -> None:
    (tmp_path / "work.json").write_text(json.dumps([[{"read": "a.py"}, {"say": "words"}]]))
    told = ("--work", str(tmp_path / "work.json"), "--begin", "--speed", "20", "--seed", "7")
    screens = []
    for _ in range(2):
        pane = standin(*told)
        pane.shows("Worked for")
        screens.append(
            re.sub(r"Worked for \d+s", "Worked", pane.screen())
        )  # how long is the machine's affair
    assert screens[0] == screens[1]


def test_it_follows_the_size_of_its_terminal(standin: Start) -> None:
    pane = standin().ready()
    pane.server("resize-window", "-t", pane.id, "-x", "50", "-y", "20")
    until(lambda: f"\n{'─' * 49}\n" in pane.screen())
    assert pane.screen().count("context left") == 1

"""What an agent says of itself is heard, whatever it is cut into, and nothing else of it is kept."""

from __future__ import annotations

import json
import os
import random
import stat
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from fleetui.model.identities import PaneRef, ServerId
from fleetui.ports.tmux.relay import relay
from fleetui.ports.tmux.relay.relay import LONGEST, Ear, record
from fleetui.ports.tmux.relay.reports import RelayReports
from tests.ports.tmux.relay.panes import pane, reports
from tests.support.waiting import until

ASKS = """
import os, sys, tty
tty.setraw(0)
os.write(1, b"\\x1b]7501;?" + END + b"\\x1b[c")
got = b""
while not got.endswith(b"end"):
    got += os.read(0, 100)
open("answer", "wb").write(got)
"""
FLOODS = """
import os
for number in range(30000):
    os.write(1, b"\\x1b]7501;state=working\\x07")
os.write(1, b"\\x1b]7501;state=done\\x07")
"""


def heard(data: bytes, *, seed: int = 0) -> list[bytes]:
    """What is heard of these bytes in pieces cut by chance."""
    ear, chance, found = Ear(), random.Random(seed), []
    while data:
        size = chance.choice((1, 2, 7, 50, 5000))
        found += ear.hear(data[:size])
        data = data[size:]
    return found


@pytest.mark.parametrize("seed", range(20))
def test_reports_are_heard_however_they_are_cut(seed: int) -> None:
    data = (
        b"\x1b]7501;state=idle\x07text\x1b\x1b]7501;state=working:app=x\x1b\\\xff\x1b]0;title\x07"
        b"\x1b]7501;broken\x1b]7501;state=done\x07\x1b]7501;off\x18 \x1b]7501;\x07\x1b]7501;?\x07"
    )
    assert heard(data, seed=seed) == [b"state=idle", b"state=working:app=x", b"state=done", b"?"]


@pytest.mark.parametrize("seed", range(5))
def test_one_that_never_ends_is_forgotten_and_the_next_is_heard(seed: int) -> None:
    data = b"\x1b]7501;" + b"x" * 3 * LONGEST + b"\x07\x1b]7501;state=idle\x07"
    assert heard(data, seed=seed)[-1] == b"state=idle"
    assert Ear().hear(data.replace(b"x\x07", b"xx")) == [
        b"state=idle"
    ]  # also in one piece, with no end at all
    ear = Ear()
    for _ in range(50):
        ear.hear(b"\x1b]7501;" + b"y" * 1000)
        assert len(ear._held) <= LONGEST + 20


def test_only_state_and_kind_are_taken_and_no_word() -> None:
    secret = b64encode(b"approve Bash: curl -H 'token'")
    assert record(b"state=blocked:app=claude-code:kind=permission:msg=" + secret) == {
        "state": "blocked", "kind": "permission",
    }  # fmt: skip
    assert record(b"state=working:id=agent-1:title=YQ==") == {}
    assert record(b"state=" + b"x" * 41) == {}
    assert record(b'state=i"dle') == {}
    assert record(b"state=lost") == {}  # what is written where nobody listens any more, and no agent's word
    assert record(b"\xff\xfe:=:::") == {}


@pytest.mark.parametrize(
    ("words", "running"),
    [
        ("1 shell still running", "1 shell"),
        ("2 shells, 1 agent still running", "2 shells 1 agent"),
        ("1 evil still running", ""),
        ("rm -rf still running", ""),
        ("scripted command", ""),
        (" still running" * 50, ""),
    ],
)
def test_of_its_words_only_what_still_runs_is_taken(words: str, running: str) -> None:
    found = record(b"state=working:msg=" + b64encode(words.encode()))
    assert found.get("running", "") == running


@pytest.mark.parametrize("end", [b"\x07", b"\x1b\\"])
def test_the_question_is_answered_before_anything_else_can_be(tmp_path: Path, end: bytes) -> None:
    with pane(tmp_path, sys.executable, "-c", ASKS.replace("END", repr(end))) as one:
        one.shows(b"\x1b[c")
        one.type(b"\x1b[?62;cend")
        assert one.ended() == 0
    assert (tmp_path / "answer").read_bytes() == b"\x1b]7501;?\x07\x1b[?62;cend"


def test_what_it_reports_stands_in_a_private_file_of_bounded_size(tmp_path: Path) -> None:
    with pane(tmp_path, sys.executable, "-c", FLOODS) as one:
        pid = one.pid
        assert one.ended() == 0
    (file,) = (tmp_path / "reports").iterdir()
    assert file.name.startswith(f"relay.{pid}.")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.stat().st_size < 100_000
    assert json.loads(file.read_text().splitlines()[-1])["state"] == "done"


def test_a_report_is_written_while_the_agent_runs(tmp_path: Path) -> None:
    says = (
        "import os, time\nos.write(1, b'\\x1b]7501;state=blocked:kind=question\\x1b\\\\\\\\')\ntime.sleep(60)"
    )
    with pane(tmp_path, sys.executable, "-c", says):
        until(lambda: '"question"' in reports(tmp_path))


def test_what_cannot_be_written_or_read_any_more_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk keeps no word: what was said before it is no longer true, and the screen tells more."""
    run = PaneRef(ServerId("s", 1, 1), "%1", os.getpid(), 7)
    path, heard = tmp_path / f"relay.{run.pid}.7", RelayReports(tmp_path)
    file, full = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), os.open("/dev/full", os.O_WRONLY)
    write = os.write

    def state() -> str:
        found = heard.sample_now({"ada": run})
        return found["ada"].state if found else ""

    monkeypatch.setattr(relay, "REPORTS", file)
    relay.report([relay.line_of({"state": "idle"})])
    assert state() == "idle"
    with monkeypatch.context() as disk:
        disk.setattr(os, "write", lambda _, data: write(full, data))
        relay.report([relay.line_of({"state": "working"})])
    assert state() == ""
    with monkeypatch.context() as disk:
        fails = iter((full, file))
        disk.setattr(os, "write", lambda _, data: write(next(fails), data))
        relay.report([relay.line_of({"state": "error"})])
    assert state() == "error"
    path.unlink()
    assert state() == ""
    os.close(file)
    os.close(full)

"""A session file is this run's own or none, and reading it costs nothing however large it is or what happens to it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from fleetui.agents.load import load_profiles
from fleetui.agents.sessions.formats import PARSERS
from fleetui.agents.sessions.spent import Spent
from fleetui.engine.protocols.sessions import SessionAsk
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.said import Said, Who
from fleetui.model.session import SessionFacts
from fleetui.model.tokens import Tokens
from fleetui.ports.processes import proc
from fleetui.ports.sessions import port as sessions
from fleetui.ports.sessions import spending
from fleetui.ports.sessions.port import Sessions
from fleetui.ports.sessions.process import session_in
from fleetui.ports.tail import MOST, Tail
from tests.support.waiting import until

BEGINS = (("--session-id", "{session}"), ("--resume", "{session}"))
AGENT = """
import os, sys, time
held = [open(path, "a") for path in sys.argv[1:] if path.startswith("/")]
print("up", flush=True)
time.sleep(300)
"""


def line(number: int, **more: Any) -> bytes:
    return json.dumps({"n": number, **more}).encode() + b"\n"


def numbers(tail: Tail) -> list[int]:
    return [record["n"] for record in tail.read()]


# ---------------------------------------------------------------- the tail of a file


def test_only_what_is_new_is_read_and_half_a_line_waits(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(line(1) + line(2) + b'{"n"')
    tail = Tail(str(path))
    assert numbers(tail) == [1, 2]
    assert not tail.changed()
    assert numbers(tail) == []
    with path.open("ab") as file:
        file.write(b": 3}\n")
    assert tail.changed()
    assert numbers(tail) == [3]


def test_what_is_no_record_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(
        b"\xff\xfe\n[1]\n{\n\n" + b"[" * 5000 + b"\n" + line(1, text="\ud800") + b'"x"\n' + line(2)
    )
    assert numbers(Tail(str(path))) == [1, 2]


def test_of_a_gigabyte_only_the_end_is_read(tmp_path: Path) -> None:
    path = tmp_path / "f"
    with path.open("wb") as file:
        file.truncate(2**30)
        file.seek(0, 2)
        file.write(b"\n" + line(7))
    tail = Tail(str(path))
    began = time.process_time()
    assert numbers(tail) == [7]
    assert time.process_time() - began < 0.2


def test_a_last_line_longer_than_the_first_reach_is_found(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(line(1) * 10 + line(2, text="x" * 700_000))
    assert numbers(Tail(str(path)))[-1:] == [2]


def test_a_line_too_long_to_be_read_is_left_out_whole(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(line(1) + line(2, text="x" * 3_000_000) + line(3))
    assert numbers(Tail(str(path))) == [3]
    tail = Tail(str(path))
    numbers(tail)
    for part in (b'{"n": 4, "text": "' + b"x" * 900_000, b"x" * 900_000, b'"}\n' + line(5)):
        with path.open("ab") as file:
            file.write(part)
        found = numbers(tail)
    assert found == [5]


def test_a_file_that_grew_by_more_than_is_read_at_once_goes_on_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(line(1))
    tail = Tail(str(path))
    assert numbers(tail) == [1]
    with path.open("ab") as file:
        file.write(line(2) * (2 * MOST // len(line(2))) + line(3))
    found = numbers(tail)
    assert found[-1] == 3
    assert len(found) < MOST // len(line(2))


@pytest.mark.parametrize("how", ["cut", "replaced", "gone"])
def test_a_file_that_is_cut_replaced_or_gone_is_read_again(tmp_path: Path, how: str) -> None:
    path = tmp_path / "f"
    path.write_bytes(line(1) * 5)
    tail = Tail(str(path))
    assert len(numbers(tail)) == 5
    if how == "cut":
        path.write_bytes(line(2))
    else:
        path.unlink()
        assert numbers(tail) == []
        (tmp_path / "g").write_bytes(line(2) * (9 if how == "replaced" else 1))
        (tmp_path / "g").rename(path)
    assert set(numbers(tail)) == {2}


# ---------------------------------------------------------------- whose it is


class Agents:
    """Processes that stand for an agent, each with a home and a folder to work in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.started: list[subprocess.Popen[bytes]] = []
        self.variables: dict[str, str] = {}

    def start(
        self, program: str, *arguments: Path | str, work: str = "work", home: str = "home"
    ) -> subprocess.Popen[bytes]:
        script = self.root / program
        script.write_text(AGENT)
        (self.root / work).mkdir(exist_ok=True)
        (self.root / home).mkdir(exist_ok=True)
        process = subprocess.Popen(
            [sys.executable, str(script), *map(str, arguments)],
            env={"HOME": str(self.root / home), "PATH": os.environ["PATH"], **self.variables},
            cwd=self.root / work,
            stdout=subprocess.PIPE,
        )
        self.started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        return process

    def transcript(self, session: str, *, home: str = "home", work: str = "work", tokens: int = 1000) -> Path:
        folder = self.root / home / ".claude" / "projects" / "-work"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{session}.jsonl"
        path.write_text(said(session, str(self.root / work), tokens))
        return path

    def chat(
        self, session: str, *, began: float = 0.0, work: str = "work", place: str = "p", tokens: int = 10
    ) -> Path:
        """A chat as Gemini CLI writes it."""
        folder = self.root / "home" / ".gemini" / "tmp" / place / "chats"
        folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(str(self.root / work).encode()).hexdigest()
        when = time.strftime("%Y-%m-%dT%H:%M:%S.999Z", time.gmtime(time.time() + began))
        first = {"sessionId": session, "projectHash": digest, "startTime": when, "kind": "main"}
        answer = {
            "id": "1",
            "type": "gemini",
            "content": "x",
            "tokens": {"input": tokens},
            "model": "gemini-x",
        }
        path = folder / f"session-{len(list(folder.iterdir()))}-{session[:8]}.jsonl"
        path.write_text(json.dumps(first) + "\n" + json.dumps(answer) + "\n")
        os.utime(path, (time.time() + began, time.time() + began))
        return path

    def status(self, pid: int, session: str, started: int, status: str = "busy") -> Path:
        folder = self.root / "home" / ".claude" / "sessions"
        folder.mkdir(parents=True, exist_ok=True)
        told = {"pid": pid, "sessionId": session, "cwd": "/x", "procStart": str(started), "status": status}
        (folder / f"{pid}.json").write_text(json.dumps(told))
        return folder / f"{pid}.json"


def said(session: str, cwd: str, tokens: int) -> str:
    message = {
        "content": [], "model": "claude-haiku-4-5", "usage": {"input_tokens": tokens}, "stop_reason": "tool_use"
    }  # fmt: skip
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    told = {"type": "assistant", "sessionId": session, "cwd": cwd, "timestamp": now, "message": message}
    return json.dumps(told) + "\n"


@pytest.fixture
def agents(tmp_path: Path) -> Iterator[Agents]:
    made = Agents(tmp_path)
    yield made
    for process in made.started:
        process.kill()
        process.wait()


@pytest.fixture(autouse=True)
def search_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "SEARCH_S", 0.0)


def ask(process: subprocess.Popen[bytes], profile: str = "claude", run: str = "r1") -> SessionAsk:
    found = load_profiles()[profile]
    assert found.session is not None
    pane = PaneRef(ServerId("/s", 1, 1), "%1", process.pid, proc.start_ticks(process.pid))
    begins = tuple(words for words in (found.chosen, found.resume) if words)
    return SessionAsk("cache", run, pane, found.programs, found.session, begins)


def look(port: Sessions, *asked: SessionAsk) -> SessionFacts | None:
    return port.sample_now(asked).get("cache")


def test_the_file_about_the_process_says_which_session_it_has(agents: Agents) -> None:
    process = agents.start("claude")
    for session in ("aaa", "bbb"):
        agents.transcript(session, tokens={"aaa": 1000, "bbb": 90_000}[session])
    agents.status(process.pid, "bbb", proc.start_ticks(process.pid))
    found = look(Sessions(PARSERS, Spent), ask(process))
    assert found is not None
    assert (found.session, found.status, found.context_left) == ("bbb", "busy", 50)


def answered(key: str, at: float, tokens: int = 10) -> bytes:
    message = {"id": key, "model": "claude-opus-5-5", "usage": {"input_tokens": tokens, "output_tokens": 1}}
    stamp = datetime.fromtimestamp(at, UTC).isoformat()
    return json.dumps({"type": "assistant", "timestamp": stamp, "message": message}).encode() + b"\n"


def test_what_a_run_spent_is_counted_from_the_whole_file_and_those_of_its_own_agents(
    agents: Agents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spending, "PIECE", 4096)
    process = agents.start("claude")
    agents.status(process.pid, "own", proc.start_ticks(process.pid))
    now, path = time.time() + 1, agents.transcript("own", tokens=1)
    with path.open("ab") as file:
        file.write(answered("copied", now - 3600))
        file.write(b"".join(answered(f"m{number}", now) * 2 for number in range(40)))
    inner = path.parent / "own" / "subagents"
    inner.mkdir(parents=True)
    (inner / "agent-1.jsonl").write_bytes(answered("inner", now, tokens=1000))
    port = Sessions(PARSERS, Spent)
    first = look(port, ask(process))
    assert first is not None
    assert first.spent is None, "what was not read to its end is not known"
    found = [look(port, ask(process)) for _ in range(12)][-1]
    assert found is not None
    assert found.spent is not None
    assert (found.spent.input, found.spent.output) in ((1400, 41), (1401, 41), (1401, 42))
    with (inner / "agent-1.jsonl").open("ab") as file:
        file.write(answered("inner 2", now, tokens=50))
    more = look(port, ask(process))
    assert more is not None
    assert more.spent == found.spent + Tokens(50, 0, 0, 1)


def test_the_end_of_a_conversation_is_read_from_the_file_that_was_found_when_it_is_asked_for(
    agents: Agents,
) -> None:
    process = agents.start("claude")
    agents.status(process.pid, "own", proc.start_ticks(process.pid))
    path = agents.transcript("own", tokens=1)
    with path.open("ab") as file:
        told = {"type": "user", "message": {"content": "a prompt"}}
        file.write(json.dumps(told).encode() + b"\n")
    port = Sessions(PARSERS, Spent)
    assert port.conversation_now("cache", "r1") == ()
    look(port, ask(process))
    assert port.conversation_now("cache", "r1")[-1] == Said(Who.OPERATOR, "a prompt")
    assert port.conversation_now("cache", "another run") == ()


def test_a_file_about_an_earlier_process_with_the_same_pid_says_nothing(agents: Agents) -> None:
    process = agents.start("claude")
    agents.transcript("aaa")
    os.utime(agents.transcript("old"), (1, 1))
    agents.status(process.pid, "old", 12345)
    found = look(Sessions(PARSERS, Spent), ask(process))
    assert found is not None
    assert (found.session, found.status) == ("aaa", "")


def test_a_cleared_session_is_followed_to_its_new_file(agents: Agents) -> None:
    process = agents.start("claude")
    started = proc.start_ticks(process.pid)
    agents.transcript("aaa", tokens=90_000)
    agents.status(process.pid, "aaa", started)
    port = Sessions(PARSERS, Spent)
    assert (look(port, ask(process)) or SessionFacts()).context_tokens == 90_000
    agents.status(process.pid, "bbb", started, "idle")
    found = look(port, ask(process))
    assert found is not None, "what it does is known before it has written anything else"
    assert (found.session, found.status, found.context_tokens) == ("bbb", "idle", None)
    agents.transcript("bbb", tokens=500)
    found = look(port, ask(process))
    assert found is not None
    assert (found.session, found.context_tokens) == ("bbb", 500)


def test_since_when_it_has_its_status_is_told_by_the_file_or_its_age(agents: Agents) -> None:
    process = agents.start("claude")
    path = agents.status(process.pid, "aaa", proc.start_ticks(process.pid), "waiting")
    port = Sessions(PARSERS, Spent)
    assert (look(port, ask(process)) or SessionFacts()).status_at == path.stat().st_mtime
    told = json.loads(path.read_text())
    path.write_text(
        json.dumps({**told, "statusUpdatedAt": 1_700_000_000_500, "waitingFor": "permission prompt"})
    )
    found = look(port, ask(process))
    assert found is not None
    assert (found.status_at, found.waits_for) == (1_700_000_000.5, "permission prompt")


def test_of_the_phase_of_a_process_that_is_gone_nothing_is_said(agents: Agents) -> None:
    process = agents.start("claude")
    agents.transcript("aaa")
    agents.status(process.pid, "aaa", proc.start_ticks(process.pid), "busy")
    port = Sessions(PARSERS, Spent)
    assert (look(port, ask(process)) or SessionFacts()).status == "busy"
    process.kill()
    process.wait()
    found = look(port, ask(process)) or SessionFacts()
    assert (found.status, found.turn_ended) == ("", None)


def test_a_turn_that_began_before_the_process_says_nothing_about_it(agents: Agents) -> None:
    process = agents.start("claude")
    path = agents.transcript("aaa")
    agents.status(process.pid, "aaa", proc.start_ticks(process.pid))
    message = {"content": [], "stop_reason": "end_turn"}
    old = {"type": "assistant", "sessionId": "aaa", "timestamp": "2020-01-01T00:00:00Z", "message": message}
    path.write_text(json.dumps(old) + "\n")
    port = Sessions(PARSERS, Spent)
    assert (look(port, ask(process)) or SessionFacts()).turn_ended is None
    with path.open("a") as file:
        file.write(
            json.dumps({**old, "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}) + "\n"
        )
    until(lambda: (look(port, ask(process)) or SessionFacts()).turn_ended is True)


def test_without_such_a_file_the_only_one_begun_since_then_in_its_folder_is_its_own(agents: Agents) -> None:
    process = agents.start("claude")
    port = Sessions(PARSERS, Spent)
    assert look(port, ask(process)) is None
    agents.transcript("other", work="elsewhere")
    os.utime(agents.transcript("before"), (1, 1))
    assert look(port, ask(process)) is None
    agents.transcript("own")
    found = look(port, ask(process))
    assert found is not None
    assert found.session == "own"


@pytest.mark.parametrize("why", ["two files", "two agents"])
def test_what_cannot_be_told_apart_is_unknown(agents: Agents, why: str) -> None:
    process = agents.start("claude")
    agents.transcript("own")
    if why == "two files":
        agents.transcript("other")
    else:
        agents.start("claude")
    assert look(Sessions(PARSERS, Spent), ask(process)) is None


def test_the_session_file_that_a_process_holds_open_is_its_own(agents: Agents) -> None:
    folder = agents.root / "home" / ".codex" / "sessions" / "2026" / "11" / "21"
    folder.mkdir(parents=True)
    paths = [folder / f"rollout-2026-11-21T11-15-4{number}-aaa{number}.jsonl" for number in range(2)]
    for number, path in enumerate(paths):
        path.write_text(json.dumps({"type": "session_meta", "payload": {"id": f"aaa{number}"}}) + "\n")
    first, second = agents.start("codex", paths[0]), agents.start("codex", paths[1])
    port = Sessions(PARSERS, Spent)
    for number, process in enumerate((first, second)):
        found = look(port, ask(process, "codex", run=f"r{number}"))
        assert found is not None
        assert found.session == f"aaa{number}"


def test_another_file_is_looked_for_at_once_when_the_known_one_contradicts_the_screen(
    agents: Agents, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = agents.start("gemini", "--session-id", FIRST)
    agents.chat(FIRST, began=-1)
    port, asked = Sessions(PARSERS, Spent), ask(process, "gemini")
    assert look(port, asked) is not None
    agents.chat(SECOND)
    monkeypatch.setattr(sessions, "SEARCH_S", 3600.0)
    monkeypatch.setattr(sessions, "SOON_S", 0.0)
    known, other = look(port, asked), look(port, replace(asked, soon=True))
    assert known is not None
    assert other is not None
    assert (known.session, other.session) == (FIRST, SECOND)


# ---------------------------------------------------------------- by the session it was started with

FIRST, SECOND, THIRD = "1111aaaa-first", "2222bbbb-second", "3333cccc-third"


def found_by(port: Sessions, process: subprocess.Popen[bytes], run: str = "r1") -> str:
    facts = look(port, ask(process, "gemini", run))
    return facts.session if facts else ""


def test_two_agents_in_one_folder_are_told_apart_by_the_sessions_they_were_started_with(
    agents: Agents,
) -> None:
    first = agents.start("gemini", "--session-id", FIRST)
    second = agents.start("gemini", "--yolo", "--session-id", SECOND)
    agents.chat(FIRST)
    agents.chat(SECOND)
    port = Sessions(PARSERS, Spent)
    assert [found_by(port, first, "r1"), found_by(port, second, "r2")] == [FIRST, SECOND]


def test_a_resumed_session_is_found_in_the_file_of_it_that_was_written_last(agents: Agents) -> None:
    agents.chat("1111aaaa-stranger", began=50, work="elsewhere")
    agents.chat(FIRST, began=-5000, tokens=70)
    process = agents.start("gemini", "--resume", FIRST)
    empty = agents.chat(FIRST)
    port = Sessions(PARSERS, Spent)
    os.utime(empty, (1, 1))
    found = look(port, ask(process, "gemini"))
    assert found is not None
    assert (found.session, found.context_tokens) == (FIRST, 70)


def test_alone_in_its_folder_the_session_that_follows_a_cleared_one_is_its_own(agents: Agents) -> None:
    process = agents.start("gemini", "--session-id", FIRST)
    agents.chat(FIRST, began=-1)
    port = Sessions(PARSERS, Spent)
    assert found_by(port, process) == FIRST
    agents.chat(SECOND)
    agents.chat(THIRD, work="elsewhere", began=9)
    assert found_by(port, process) == SECOND
    assert found_by(Sessions(PARSERS, Spent), process) == SECOND


def test_of_two_in_one_folder_nothing_is_said_once_either_may_have_begun_another_session(
    agents: Agents,
) -> None:
    first = agents.start("gemini", "--session-id", FIRST)
    agents.start("gemini", "--session-id", SECOND)
    own = agents.chat(FIRST)
    agents.chat(SECOND)
    port = Sessions(PARSERS, Spent)
    agents.chat(THIRD, began=5)
    assert found_by(port, first) == ""
    os.utime(own, (time.time() + 9, time.time() + 9))
    assert found_by(port, first) == FIRST


def test_another_kind_of_program_in_the_folder_does_not_hide_its_file(agents: Agents) -> None:
    process = agents.start("gemini")
    agents.start("qwen")
    agents.chat(FIRST)
    assert found_by(Sessions(PARSERS, Spent), process) == FIRST


def test_the_agent_s_folder_is_where_its_environment_says(
    agents: Agents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agents, "variables", {"GEMINI_CLI_HOME": str(agents.root / "home")})
    process = agents.start("gemini", home="nowhere")
    agents.chat(FIRST)
    assert found_by(Sessions(PARSERS, Spent), process) == FIRST


@pytest.mark.parametrize(
    ("arguments", "session"),
    [
        (["qwen", "--yolo", "--session-id", "abc"], "abc"),
        (["qwen", "--resume", "abc", "-x"], "abc"),
        (["qwen", "--resume"], ""),
        (["qwen", "--resume", "--yolo"], ""),
        (["qwen", "--resume", "../../etc"], ""),
        ([], ""),
    ],
)
def test_the_session_is_read_from_the_arguments(arguments: list[str], session: str) -> None:
    assert session_in(arguments, BEGINS) == session


def test_nothing_is_said_of_a_pane_whose_process_is_another_now(agents: Agents) -> None:
    process = agents.start("claude")
    agents.transcript("own")
    asked = ask(process)
    stranger = SessionAsk(
        "cache", "r1", PaneRef(asked.pane.server, "%1", process.pid, 7), asked.programs, asked.source
    )
    assert look(Sessions(PARSERS, Spent), stranger) is None


def test_while_nothing_changes_the_facts_are_the_same_object_and_nothing_is_read(
    agents: Agents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "SEARCH_S", 60.0)
    process = agents.start("claude")
    path = agents.transcript("own")
    agents.status(process.pid, "own", proc.start_ticks(process.pid))
    port = Sessions(PARSERS, Spent)
    found = look(port, ask(process))
    opened: list[str] = []
    real: Callable[..., int] = os.open
    monkeypatch.setattr(
        os, "open", lambda path, *more, **named: opened.append(str(path)) or real(path, *more, **named)
    )
    assert look(port, ask(process)) is found
    assert [name for name in opened if not name.startswith(f"/proc/{process.pid}/")] == []
    with path.open("a") as file:
        file.write(said("own", "/x", 2000))
    until(lambda: (look(port, ask(process)) or SessionFacts()).context_tokens == 2000)


def test_another_run_in_the_same_seat_begins_anew(agents: Agents) -> None:
    first = agents.start("claude")
    agents.transcript("own", tokens=90_000)
    port = Sessions(PARSERS, Spent)
    assert look(port, ask(first)) is not None
    first.kill()
    first.wait()
    second = agents.start("claude", work="other")
    assert look(port, ask(second, run="r2")) is None


async def test_the_port_answers_away_from_the_loop(agents: Agents) -> None:
    process = agents.start("claude")
    agents.transcript("own")
    found = await Sessions(PARSERS, Spent).sample([ask(process)])
    assert set(found) == {"cache"}


# ---------------------------------------------------------------- a server of all agents

SHARES = """
import os, subprocess, sys, time
if "app-server" not in sys.argv:
    subprocess.Popen([sys.executable, sys.argv[0], "app-server", *sys.argv[1:]])
    sys.argv = sys.argv[:1]
held = [open(path, "a") for path in sys.argv[2:]]
print("up", flush=True)
time.sleep(300)
"""


def rollout(agents: Agents, session: str) -> Path:
    """A session as Codex writes it; the daemon holds it, and no agent."""
    path = agents.root / "home" / ".codex" / "sessions" / "2026" / "11" / "30" / f"rollout-x-{session}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    meta = {"id": session, "cwd": str(agents.root / "work"), "cli_version": "0.171.0"}
    when = time.strftime("%Y-%m-%dT%H:%M:%S.999Z", time.gmtime())
    path.write_text(json.dumps({"type": "session_meta", "timestamp": when, "payload": meta}) + "\n")
    return path


@pytest.fixture
def shares(agents: Agents, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """A first agent, whose child is the server of all and holds the session that was written last."""
    monkeypatch.setattr(sys.modules[__name__], "AGENT", SHARES)
    rollout(agents, "aaa")
    (agents.root / "work").mkdir()
    first = agents.start("codex", rollout(agents, "bbb"))
    assert first.stdout
    assert first.stdout.readline() == b"up\n"
    (child,) = psutil.Process(first.pid).children()
    yield first
    child.kill()


def test_what_a_server_of_all_agents_holds_is_not_the_one_that_started_it(
    agents: Agents, shares: subprocess.Popen[bytes]
) -> None:
    assert look(Sessions(PARSERS, Spent), ask(shares, "codex")) is None


def test_a_server_of_all_agents_is_no_other_agent_in_the_folder_where_it_was_started(
    agents: Agents, shares: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys.modules[__name__], "AGENT", "import time; print('up', flush=True); time.sleep(300)"
    )
    for path in (agents.root / "home").rglob("rollout-*"):
        path.unlink()
    second = agents.start("codex")
    shares.kill()
    shares.wait()
    rollout(agents, "ccc")
    found = look(Sessions(PARSERS, Spent), ask(second, "codex"))
    assert found
    assert found.session == "ccc"


def test_the_file_that_its_own_server_names_is_an_agents_own(
    agents: Agents, shares: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    agents.start("codex", "app-server")
    named = str(rollout(agents, "aaa"))
    port, one = Sessions(PARSERS, Spent), ask(shares, "codex")
    assert look(port, one) is None
    found = look(port, replace(one, said=named))
    assert found
    assert (found.session, found.path) == ("aaa", named)
    for elsewhere in (
        tmp_path / "x.jsonl",
        Path(named).parent / ".." / "30" / Path(named).name,
        Path("/etc/passwd"),
    ):
        assert look(Sessions(PARSERS, Spent), replace(one, said=str(elsewhere))) is None

"""An agent's database is looked into and never touched: not written, not locked, not waited for, however it looks."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetui.agents.sessions.formats import PARSERS
from fleetui.agents.sessions.opencode import OpencodeSession
from fleetui.agents.sessions.spent import Spent
from fleetui.model.session import SessionFacts
from fleetui.ports.sessions import database as session_store
from fleetui.ports.sessions import port as sessions
from fleetui.ports.sessions.database import Database, rows
from fleetui.ports.sessions.port import Sessions
from tests.ports.sessions.test_sessions import Agents, agents, look
from tests.ports.sessions.test_sessions import ask as ask_of
from tests.support.databases import CLEARED, FIRST, TOOLS, OpencodeDatabase

__all__ = ["agents"]
STORE = OpencodeSession.store


@pytest.fixture
def database(tmp_path: Path) -> Iterator[OpencodeDatabase]:
    with OpencodeDatabase(tmp_path / "home" / ".local" / "share" / "opencode" / "opencode.db") as made:
        yield made


@pytest.fixture(autouse=True)
def search_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "SEARCH_S", 0.0)


def facts_of(database: OpencodeDatabase, session: str) -> SessionFacts:
    assert STORE is not None
    parser = OpencodeSession()
    for record in Database(str(database.path), session, STORE).read():
        parser.take(record)
    return parser.facts


# ---------------------------------------------------------------- what stands there


def test_the_last_answer_s_tokens_are_the_context_and_a_summary_forgets_them(
    database: OpencodeDatabase,
) -> None:
    facts = facts_of(database, FIRST)
    assert (facts.context_tokens, facts.compactions, facts.tokens) == (60_020, 1, 117_360)
    assert (facts.context_left, facts.cost, facts.turn_ended) == (None, None, True)
    assert (facts.last_message, facts.version) == ("after the compression", "1.18.33")
    database.execute("DELETE FROM message WHERE id >= 'msg_1fe6ae'")
    assert (facts_of(database, FIRST).compactions, facts_of(database, FIRST).context_tokens) == (1, None)


def test_the_to_do_list_and_an_interrupted_turn_are_known(database: OpencodeDatabase) -> None:
    facts = facts_of(database, TOOLS)
    assert (facts.todo_done, facts.todo_all, facts.turn_ended, facts.error) == (1, 2, True, "")


@pytest.mark.parametrize(
    ("after", "failing", "edits"),
    [("msg_1fe69ff", "bash false", 0), ("msg_1fe6e8", "edit /home/operator/two/project/none.py", 1)],
)  # fmt: skip
def test_a_failed_tool_is_known_in_its_turn(
    database: OpencodeDatabase, after: str, failing: str, edits: int
) -> None:
    session = FIRST if after < "msg_1fe6b" else TOOLS
    database.execute("DELETE FROM message WHERE session_id = ? AND id > ?", session, f"{after}~")
    facts = facts_of(database, session)
    assert (facts.failing, facts.failed_tools, facts.failed_edits) == (failing, 1, edits)


def test_an_error_that_ended_the_turn_is_known(database: OpencodeDatabase) -> None:
    database.execute("DELETE FROM message WHERE id > 'msg_1fe6a7' AND session_id = ?", FIRST)
    facts = facts_of(database, FIRST)
    assert (facts.error, facts.limited, facts.turn_ended) == ("status 401", False, True)
    assert facts.turn_at == pytest.approx(1795269739.479, abs=1)


def test_what_it_cost_is_known_where_a_price_is(database: OpencodeDatabase) -> None:
    database.execute("UPDATE session SET cost = 1.25 WHERE id = ?", FIRST)
    assert facts_of(database, FIRST).cost == 1.25


# ---------------------------------------------------------------- whose it is


def test_the_only_session_written_since_it_began_in_its_folder_is_its_own(
    agents: Agents, database: OpencodeDatabase
) -> None:
    process, port = agents.start("opencode"), Sessions(PARSERS, Spent)
    assert look(port, ask_of(process, "opencode")) is None
    database.begin("ses_old", str(agents.root / "work"), at=-5000)
    database.begin("ses_other", str(agents.root / "elsewhere"))
    database.answer("ses_other", 1)
    assert look(port, ask_of(process, "opencode")) is None
    database.answer("ses_old", 700, at=1)
    found = look(port, ask_of(process, "opencode"))
    assert found is not None
    assert (found.session, found.context_tokens) == ("ses_old", 700)


def test_a_new_session_of_the_same_agent_is_followed(agents: Agents, database: OpencodeDatabase) -> None:
    folder, port = str(agents.root / "work"), Sessions(PARSERS, Spent)
    process = agents.start("opencode")
    database.begin("ses_a", folder)
    database.answer("ses_a", 700)
    assert (look(port, ask_of(process, "opencode")) or SessionFacts()).session == "ses_a"
    database.begin("ses_b", folder, at=1)
    database.answer("ses_b", 50, at=1)
    found = look(port, ask_of(process, "opencode"))
    assert found is not None
    assert (found.session, found.context_tokens) == ("ses_b", 50)


def test_two_in_one_folder_are_told_apart_only_by_the_session_each_was_started_with(
    agents: Agents, database: OpencodeDatabase
) -> None:
    folder = str(agents.root / "work")
    for session in ("ses_a", "ses_b"):
        database.begin(session, folder)
        database.answer(session, 100)
    first = agents.start("opencode", "-s", "ses_a")
    agents.start("opencode", "-s", "ses_b")
    assert (look(Sessions(PARSERS, Spent), ask_of(first, "opencode")) or SessionFacts()).session == "ses_a"
    agents.start("opencode")
    database.begin("ses_c", folder, at=2)
    database.answer("ses_c", 1, at=2)
    assert look(Sessions(PARSERS, Spent), ask_of(first, "opencode")) is None


def test_what_other_agents_write_changes_nothing_of_its_own(
    agents: Agents, database: OpencodeDatabase
) -> None:
    process, port = agents.start("opencode"), Sessions(PARSERS, Spent)
    database.begin("ses_a", str(agents.root / "work"))
    database.answer("ses_a", 700)
    found = look(port, ask_of(process, "opencode"))
    assert found is not None
    database.answer(FIRST, 1)
    assert look(port, ask_of(process, "opencode")) is found


# ---------------------------------------------------------------- and never touched


def test_reading_writes_nothing_and_waits_for_no_writer(database: OpencodeDatabase) -> None:
    parts = [database.path, database.path.with_name("opencode.db-wal")]
    before = [path.read_bytes() for path in parts]
    assert before[1]
    database.execute("BEGIN IMMEDIATE")
    assert facts_of(database, CLEARED).context_tokens == 7_020
    database.execute("ROLLBACK")
    assert [path.read_bytes() for path in parts] == before
    with sqlite3.connect(database.path, timeout=0) as other:
        other.execute("UPDATE session SET cost = 1")


def test_only_what_changed_is_looked_at_again(database: OpencodeDatabase) -> None:
    assert STORE is not None
    reader = Database(str(database.path), CLEARED, STORE)
    assert reader.read()
    assert not reader.changed()
    assert reader.read() == []
    database.answer(CLEARED, 80)
    assert reader.changed()
    assert reader.read()


@pytest.mark.parametrize("what", ["missing", "folder", "empty", "garbage", "another", "pipe"])
def test_what_is_no_such_database_says_nothing(tmp_path: Path, what: str) -> None:
    assert STORE is not None
    path = tmp_path / "opencode.db"
    match what:
        case "folder":
            path.mkdir()
        case "empty":
            path.touch()
        case "garbage":
            path.write_bytes(os.urandom(9000))
        case "another":
            sqlite3.connect(path).execute("CREATE TABLE session (id)").connection.close()
        case "pipe":
            os.mkfifo(path)
    reader = Database(str(path), "x", STORE)
    assert reader.read() == []
    assert reader.read() == []
    assert not (tmp_path / "opencode.db-wal").exists()


def test_what_takes_too_long_is_given_up(database: OpencodeDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_store, "LIMIT_S", 0.05)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    began = time.monotonic()
    assert list(rows(str(database.path), (endless,), {})) == []
    assert time.monotonic() - began < 2


def test_a_large_database_costs_no_more_than_the_turn_in_it(database: OpencodeDatabase) -> None:
    assert STORE is not None
    database.begin("ses_big", "/x")
    database.execute("BEGIN")
    for number in range(150):
        database.answer("ses_big", number, at=number, parts=30, size=20_000)
    database.execute("COMMIT")
    assert database.path.with_name("opencode.db-wal").stat().st_size > 80_000_000
    began = time.process_time()
    assert Database(str(database.path), "ses_big", STORE).read()
    assert time.process_time() - began < 0.1


ODD = ["{}", "[]", "3", "", "null", '{"role": 3}', '{"role": "assistant", "tokens": []}', "{" * 300,
       '{"role": "user", "time": "x"}', '{"type": "tool", "state": 7}']  # fmt: skip


@settings(max_examples=40)
@given(st.lists(st.sampled_from(ODD), max_size=6))
def test_odd_content_makes_nothing_fail(
    tmp_path_factory: pytest.TempPathFactory, contents: list[str]
) -> None:
    with OpencodeDatabase(tmp_path_factory.mktemp("odd") / "opencode.db") as database:
        for place, data in enumerate(contents):
            database.execute(
                "INSERT INTO message VALUES (?, ?, ?, ?, ?)", f"z{place}", CLEARED, place, place, data
            )
            database.execute(
                "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)", f"z{place}", f"z{place}", CLEARED, 1, 1, data
            )
        facts_of(database, CLEARED)

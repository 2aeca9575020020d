from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings

from fleetui.engine.protocols.errors import PortError
from fleetui.model import events
from fleetui.model.events import EntryAdded, Event, Noted, OwnerChanged
from fleetui.ports.clock import Clock
from fleetui.ports.journal.codec import UNREADABLE, Codec, Unwritable, Written
from fleetui.ports.journal.port import FULL, Journal
from fleetui.ports.journal.store import JournalStore
from tests.support.events import any_event, of_kind


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.db"


def texts_of(records: tuple[events.Record, ...]) -> list[str]:
    return [record.event.text for record in records if isinstance(record.event, Noted | EntryAdded)]


@pytest.mark.parametrize("kind", sorted(events.kinds()))
def test_every_kind_of_event_comes_back_as_it_was(kind: str) -> None:
    codec = Codec()

    @settings(max_examples=40)
    @given(event=of_kind(kind))
    def comes_back(event: Event) -> None:
        read = codec.read(codec.write(event))
        assert (read.event, read.problem) == (event, "")
        assert type(read.event) is type(event)

    comes_back()


def test_kinds_are_the_events_and_not_their_bases() -> None:
    assert "seat-event" not in events.kinds()
    assert "event" not in events.kinds()
    assert events.kinds()["entry-added"] is EntryAdded


@settings(max_examples=15)
@given(event=any_event)
async def test_an_appended_event_is_read_back_by_another_journal(
    event: Event, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("j") / "journal.db"
    journal = await Journal.open(path)
    written = await journal.append([event])
    await journal.close()
    again = await Journal.open(path)
    assert await again.read(0) == written
    assert written[0].event == event
    await again.close()


async def test_records_are_numbered_without_gaps_and_read_past_a_number(path: Path) -> None:
    now = 1.0
    journal = await Journal.open(path, clock=Clock(lambda: now, lambda: now))
    first = await journal.append([Noted("a", "1"), Noted("a", "2")])
    now = 2.0
    second = await journal.append([Noted("a", "3")])
    assert [record.seq for record in (*first, *second)] == [1, 2, 3]
    assert first[0].at == first[1].at < second[0].at
    assert await journal.read(0) == first + second
    assert await journal.read(2) == second
    assert await journal.read(3) == ()
    assert await journal.append([]) == ()
    await journal.close()


async def test_nothing_of_a_batch_is_kept_when_one_event_cannot_be_written(path: Path) -> None:
    journal = await Journal.open(path)
    bad = events.StatusChanged("a", "idle", float("nan"), "screen", "rule")
    with pytest.raises(PortError, match="status-changed"):
        await journal.append([Noted("a", "good"), bad])
    assert await journal.read(0) == ()
    assert journal.read_only == ""
    await journal.close()


async def test_what_append_returns_is_what_a_later_read_gives_even_for_undecodable_text(path: Path) -> None:
    journal = await Journal.open(path)
    written = await journal.append([EntryAdded("seat\udcff", "e", "path \udce9.txt")])
    assert written == await journal.read(0)
    assert texts_of(written) == ["path ?.txt"]
    await journal.close()


async def test_rows_can_neither_be_changed_nor_deleted_nor_replaced(path: Path) -> None:
    journal = await Journal.open(path)
    await journal.append([Noted("a", "stays")])
    await journal.close()
    with sqlite3.connect(path) as raw:
        for statement in (
            "UPDATE records SET body = '{}'",
            "DELETE FROM records",
            "INSERT OR REPLACE INTO records SELECT 1, at, kind, version, seat, '{}', digest FROM records",
            "INSERT INTO records SELECT 7, at, kind, version, seat, '{}', digest FROM records",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(statement)
    again = await Journal.open(path)
    assert texts_of(await again.read(0)) == ["stays"]
    await again.close()


async def test_files_are_for_the_operator_alone(path: Path) -> None:
    old = os.umask(0)
    try:
        journal = await Journal.open(path)
        await journal.append([Noted("a", "secret")])
        name = await journal.put_text(b"secret")
        backup = await journal.back_up()
    finally:
        os.umask(old)
    assert backup is not None
    found = {p: stat.S_IMODE(p.stat().st_mode) for p in (path.parent, *path.parent.rglob("*"))}
    assert path.parent / "texts" / name in found
    assert path.with_name("journal.db-wal") in found
    wrong = {p: oct(mode) for p, mode in found.items() if mode != (0o700 if p.is_dir() else 0o600)}
    assert wrong == {}
    await journal.close()


async def test_a_journal_that_others_could_read_is_closed_to_them(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o644)
    journal = await Journal.open(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    await journal.close()


async def test_a_folder_others_may_write_to_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o777)
    with pytest.raises(PortError, match="others may write"):
        await Journal.open(path)
    assert list(path.parent.iterdir()) == []


async def test_a_journal_that_is_a_link_to_somewhere_else_is_refused(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PortError):
        await Journal.open(path)
    assert not (tmp_path / "elsewhere").exists()


# ---------------------------------------------------------------- older and newer programs


def test_gates_of_journals_that_did_not_keep_what_ran_prove_nothing_today() -> None:
    body = '{"seat":"a","project":"p","gate":"build","candidate":"c"'
    began = Codec().read(Written("gate-started", 1, "a", body + "}"))
    ended = Codec().read(Written("gate-finished", 1, "a", body + ',"verdict":"pass"}'))
    assert began.event == events.GateStarted("a", "p", "build", "c", digest="")
    assert ended.event == events.GateFinished("a", "p", "build", "c", digest="", verdict="pass")


def test_gates_of_journals_that_did_not_keep_the_files_are_about_their_commit_alone() -> None:
    body = '{"seat":"a","project":"p","gate":"build","candidate":"c","digest":"d"'
    ended = Codec().read(Written("gate-finished", 2, "a", body + ',"verdict":"pass"}'))
    cut = Codec().read(Written("gate-cut", 1, "a", body + ',"reason":"r"}'))
    assert ended.event == events.GateFinished("a", "p", "build", "c", "d", "pass", tree="")
    assert cut.event == events.GateCut("a", "p", "build", "c", "d", "r", tree="")


def test_an_older_version_is_upgraded_step_by_step_when_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    codec = Codec(
        {
            ("noted", 1): lambda body: {"subject": body["about"], "words": body["text"]},
            ("noted", 2): lambda body: {"subject": body["subject"], "text": body["words"].upper()},
        }
    )
    monkeypatch.setattr(Noted, "VERSION", 3)
    read = codec.read(Written("noted", 1, "", '{"about":"x","text":"old"}'))
    assert read.problem == ""
    assert read.event == Noted("x", "OLD")
    missing = Codec({("noted", 1): lambda body: body}).read(Written("noted", 1, "", '{"about":"x"}'))
    assert "no way from version 2 to 3" in missing.problem


@pytest.mark.parametrize(("kind", "version"), [("agent-cloned", 1), ("noted", 2)])
async def test_records_of_a_newer_program_are_kept_and_stop_all_writing(
    path: Path, kind: str, version: int
) -> None:
    journal = await Journal.open(path)
    await journal.append([Noted("a", "known")])
    await journal.close()
    newer = Written(kind, version, "", '{"subject":"s","text":"t","more":[1]}')
    with closing(JournalStore(path)) as store:
        store.append([(1.0, newer)])
    again = await Journal.open(path)
    assert "a newer fleetui wrote" in again.read_only
    assert kind in again.read_only
    records = await again.read(0)
    stood_for = records[1].event
    assert isinstance(stood_for, Noted)
    assert stood_for.subject == UNREADABLE
    assert newer.body in stood_for.text
    for refused in (again.append([Noted("a", "b")]), again.ask("{}"), again.put_text(b"x"), again.back_up()):
        with pytest.raises(PortError, match="newer fleetui"):
            await refused
    await again.close()


async def test_a_running_journal_notices_a_newer_program_that_writes_beside_it(path: Path) -> None:
    journal = await Journal.open(path)
    await journal.append([Noted("a", "1")])
    with closing(JournalStore(path)) as store:
        store.append([(1.0, Written("agent-cloned", 1, "", "{}"))])
    assert len(await journal.read(1)) == 1
    assert "agent-cloned" in journal.read_only
    with pytest.raises(PortError):
        await journal.append([Noted("a", "2")])
    await journal.close()


async def test_a_newer_format_can_be_read_and_is_left_as_it_is(path: Path) -> None:
    journal = await Journal.open(path)
    await journal.append([Noted("a", "kept")])
    await journal.close()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version=7")
    before = path.read_bytes()
    again = await Journal.open(path)
    assert "format 7" in again.read_only
    assert texts_of(await again.read(0)) == ["kept"]
    assert await again.open_requests() == ()
    with pytest.raises(PortError, match="format 7"):
        await again.append([Noted("a", "b")])
    await again.close()
    assert path.read_bytes() == before
    assert again.notices == ()


def test_an_event_that_would_not_come_back_is_refused() -> None:
    with pytest.raises(Unwritable):
        Codec().write(OwnerChanged(pid="no number", owning=True, screen=False))  # type: ignore[arg-type]


# ---------------------------------------------------------------- texts and requests


async def test_texts_are_named_by_their_hash_and_checked_when_read(path: Path) -> None:
    journal = await Journal.open(path)
    name = await journal.put_text(b"the log\n")
    assert await journal.put_text(b"the log\n") == name
    assert await journal.get_text(name) == b"the log\n"
    (path.parent / "texts" / name).write_bytes(b"another")
    with pytest.raises(PortError, match="damaged"):
        await journal.get_text(name)
    assert await journal.put_text(b"the log\n") == name, "storing it again repairs it"
    assert await journal.get_text(name) == b"the log\n"
    for bad in ("../journal.db", "", "A" * 64, "0" * 64):
        with pytest.raises(PortError):
            await journal.get_text(bad)
    await journal.close()


async def test_a_request_travels_to_the_owner_and_its_first_answer_comes_back(path: Path) -> None:
    owner, asker = await Journal.open(path), await Journal.open(path)
    assert await owner.open_requests() == ()
    request = await asker.ask('{"do":"it"}')
    waiting = await owner.open_requests()
    assert [(found.id, found.body, found.pid) for found in waiting] == [(request, '{"do":"it"}', os.getpid())]
    assert await asker.answer_of(request) is None
    await owner.answer(request, "done")
    await owner.answer(request, "twice")
    assert await asker.answer_of(request) == "done"
    assert await owner.open_requests() == ()
    with pytest.raises(PortError, match="nothing was done, ask again"):
        await asker.answer_of(99)
    await owner.close()
    await asker.close()


async def test_a_request_is_either_begun_or_withdrawn(path: Path) -> None:
    owner, asker = await Journal.open(path), await Journal.open(path)
    begun, withdrawn = await asker.ask("one"), await asker.ask("two")
    assert await owner.begin(begun)
    assert not await owner.begin(begun)
    assert not await asker.withdraw(begun, "nothing was done")
    assert await asker.answer_of(begun) is None, "what is begun is not answered"
    assert await asker.withdraw(withdrawn, "nothing was done")
    assert not await owner.begin(withdrawn)
    assert [(found.id, found.begun) for found in await owner.open_requests()] == [(begun, True)]
    await owner.answer(begun, "done")
    assert await asker.answer_of(begun) == "done"
    await owner.close()
    await asker.close()


async def test_a_watcher_sees_new_rows_of_another_process_and_nothing_in_between(path: Path) -> None:
    owner, watcher = await Journal.open(path), await Journal.open(path)
    assert await watcher.read(0) == ()
    first = await owner.append([Noted("a", "1")])
    assert await watcher.read(0) == first
    assert await watcher.read(1) == ()
    second = await owner.append([Noted("a", "2"), Noted("a", "3")])
    assert await watcher.read(1) == second
    await owner.close()
    await watcher.close()


async def test_a_closed_journal_answers_with_an_error(path: Path) -> None:
    journal = await Journal.open(path)
    await journal.close()
    await journal.close()
    with pytest.raises(PortError, match="closed"):
        await journal.append([Noted("a", "b")])


# ---------------------------------------------------------------- backups


async def test_backups_are_made_when_due_and_seven_are_kept(path: Path) -> None:
    journal = await Journal.open(path)
    await journal.append([Noted("a", "b")])
    made = [await journal.back_up(every_s=0) for _ in range(9)]
    assert await journal.back_up() is None, "the newest is young"
    kept = sorted((path.parent / "backups").iterdir())
    assert kept == made[-7:]
    again = await Journal.open(kept[-1])
    assert texts_of(await again.read(0)) == ["b"]
    await again.close()
    await journal.close()


async def test_a_full_disk_is_forgotten_once_a_write_succeeds(path: Path) -> None:
    journal = await Journal.open(path)
    journal.read_only = FULL
    assert await journal.open_requests() == ()
    assert journal.read_only == ""
    await journal.close()

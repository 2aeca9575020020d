"""A reader gives every record once, also across a journal that is written anew, and leaves everything as it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fleetui.model.events import Noted
from fleetui.ports.journal.port import Journal
from fleetui.ports.journal.reader import Fact, JournalReader, Restored, Unread


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.db"


def said(reader: JournalReader) -> list[str]:
    found = []
    for one in reader.news():
        if isinstance(one, Restored):
            found.append(f"back to {one.seq} from {one.last}")
        else:
            found.append(f"{one.seq} {one.event.text if isinstance(one.event, Noted) else one.problem}")
    return found


async def written(path: Path, *texts: str) -> None:
    journal = await Journal.open(path)
    await journal.own()
    await journal.append([Noted("t", text) for text in texts])
    await journal.disown()
    await journal.close()


async def test_it_waits_for_a_journal_and_makes_none(path: Path) -> None:
    reader = JournalReader(path, 0)
    assert said(reader) == []
    assert reader.top() is None
    assert not path.parent.exists()
    await written(path, "a")
    assert said(reader) == ["1 a"]
    reader.close()


async def test_what_comes_is_given_once_and_from_any_record_on(path: Path) -> None:
    await written(path, "a", "b")
    reader, later = JournalReader(path, 0), JournalReader(path, 1)
    assert said(reader) == ["1 a", "2 b"]
    assert said(reader) == []
    assert said(later) == ["2 b"]
    assert later.top() == 2
    await written(path, "c")
    assert (said(reader), said(later)) == (["3 c"], ["3 c"])
    reader.close()
    later.close()


async def test_an_owner_beside_it_goes_on_undisturbed(path: Path) -> None:
    journal = await Journal.open(path)
    await journal.own()
    reader = JournalReader(path, 0)
    for text in ("a", "b", "c"):
        await journal.append([Noted("t", text)])
        assert [one.split()[1] for one in said(reader)] == [text]
    await journal.back_up(every_s=0)
    reader.close()
    await journal.append([Noted("t", "d")])
    await journal.close()


async def test_it_goes_on_in_a_journal_that_the_owner_wrote_anew(path: Path) -> None:
    journal = await Journal.open(path)
    await journal.own()
    await journal.append([Noted("t", "a"), Noted("t", "b")])
    reader = JournalReader(path, 0)
    assert said(reader) == ["1 a", "2 b"]
    path.unlink()
    await journal.append([Noted("t", "c")])
    found = said(reader)
    assert found[-1].endswith(" c")
    assert not any(one.startswith("back") for one in found), "nothing that was given is gone"
    reader.close()
    await journal.close()


async def test_records_that_were_taken_back_are_told(path: Path) -> None:
    await written(path, "a", "b")
    reader = JournalReader(path, 0)
    assert said(reader) == ["1 a", "2 b"]
    stranger = await Journal.open(path)
    await stranger.append([Noted("t", "by no owner")])
    await stranger.close()
    assert said(reader) == ["3 by no owner"]
    await written(path, "c")
    found = said(reader)
    assert found[0] == "back to 2 from 3"
    assert found[-1].endswith(" c")
    reader.close()


async def test_a_record_that_cannot_be_read_is_given_as_such(path: Path) -> None:
    await written(path, "a")
    journal = await Journal.open(path)
    codec = journal._file._codec
    from fleetui.ports.journal.codec import Written

    codec.write = lambda event: Written("from-the-future", 9, "", "{}")  # type: ignore[method-assign]
    await journal.append([Noted("t", "x")])
    await journal.close()
    reader = JournalReader(path, 1)
    (fact,) = reader.news()
    assert isinstance(fact, Fact)
    assert (fact.event, fact.kind, fact.version) == (None, "from-the-future", 9)
    assert "update fleetui" in fact.problem
    reader.close()


async def test_what_stands_before_a_damaged_record_is_given_first(path: Path) -> None:
    await written(path, "a", "b", "c")
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TRIGGER records_stay")
        database.execute("UPDATE records SET body = '{}' WHERE seq = 2")
        database.commit()
    reader, found = JournalReader(path, 0), []
    with pytest.raises(Unread, match="damaged: record 2"):
        for one in reader.news():
            found.append(one)  # noqa: PERF402 - it ends with an error
    assert [one.seq for one in found] == [1]


def test_a_file_that_is_no_journal_is_one_line(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database at all, but long enough to be taken for one" * 50)
    with pytest.raises(Unread, match="cannot be read"):
        JournalReader(path, 0).top()

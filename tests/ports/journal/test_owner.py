"""The journal is what its owners wrote: nothing is added to it by others, and it does not vanish in silence."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.model.events import Noted, Record
from fleetui.ports.journal.codec import Written
from fleetui.ports.journal.port import Journal
from fleetui.ports.journal.standby import place
from fleetui.ports.journal.store import digest_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.db"


@pytest.fixture
async def owner(path: Path) -> AsyncIterator[Journal]:
    journal = await Journal.open(path)
    await journal.own()
    for number in range(20):
        await journal.append([Noted("kept", str(number))])
    yield journal
    await journal.close()


def kept(records: tuple[Record, ...]) -> list[str]:
    return [r.event.text for r in records if isinstance(r.event, Noted) and r.event.subject == "kept"]


KEPT = [str(number) for number in range(20)]


def forge(path: Path, *, known: bool) -> None:
    """Add a record as a program that is no owner; ``known``: with the digest that belongs there."""
    with closing(sqlite3.connect(path, timeout=10)) as db:
        seq, before = db.execute("select seq, digest from records order by seq desc limit 1").fetchone()
        written = Written("noted", 1, "", '{"subject":"kept","text":"forged"}')
        at = time.time()
        digest = digest_of(before, seq + 1, at, written) if known else b"\0" * 32
        db.execute(
            "insert into records values (?,?,?,?,?,?,?)", (seq + 1, at, "noted", 1, "", written.body, digest)
        )
        db.commit()


async def anew(path: Path) -> tuple[list[str], tuple[str, ...]]:
    """What another process reads."""
    journal = await Journal.open(path)
    try:
        return kept(await journal.read(0)), journal.notices
    finally:
        await journal.close()


async def noticed(owner: Journal) -> str:
    """What the owner says, once it has looked for requests as it does twice a second."""

    async def looked() -> bool:
        await owner.open_requests()
        return bool(owner.notices)

    end = time.monotonic() + 10
    while not await looked():
        assert time.monotonic() < end, "nothing was said"
    return owner.notices[0]


# ---------------------------------------------------------------- added to


@pytest.mark.parametrize("known", [False, True], ids=["any digest", "the right digest"])
async def test_the_owner_takes_out_what_it_did_not_write_and_says_so(
    owner: Journal, path: Path, *, known: bool
) -> None:
    forge(path, known=known)
    assert "written by no owner" in await noticed(owner)
    assert kept(await owner.read(0)) == KEPT
    assert (await owner.append([Noted("kept", "later")]))[0].seq == 21
    assert (await anew(path))[0] == [*KEPT, "later"]
    assert b"forged" in b"".join(p.read_bytes() for p in path.parent.glob("journal.damaged-*"))


async def test_what_was_forged_is_not_built_upon_in_the_moment_it_stands_there(
    owner: Journal, path: Path
) -> None:
    forge(path, known=True)
    await owner.append([Noted("kept", "later")])
    assert kept(await owner.read(0)) == [*KEPT, "later"]


async def test_a_watcher_folds_no_record_whose_digest_is_wrong(owner: Journal, path: Path) -> None:
    watcher = await Journal.open(path)
    assert kept(await watcher.read(0)) == KEPT
    forge(path, known=False)
    with pytest.raises(PortError, match="record 21 is not what was written"):
        await watcher.read(20)
    await noticed(owner)
    await owner.append([Noted("kept", "later")])
    assert kept(await watcher.read(20)) == ["later"]
    await watcher.close()


@pytest.mark.parametrize("known", [False, True], ids=["any digest", "the right digest"])
async def test_what_is_added_after_an_owner_gave_up_is_not_believed_by_the_next(
    owner: Journal, path: Path, *, known: bool
) -> None:
    watcher = await Journal.open(path)  # it takes over: it never had the file to itself
    assert kept(await watcher.read(0)) == KEPT
    await owner.disown()
    forge(path, known=known)
    if known:
        assert kept(await watcher.read(20)) == ["forged"]
    assert await watcher.own()
    assert kept(await watcher.read(0)) == KEPT
    assert ("written by no owner" if known else "record 21 is not what was written") in watcher.notices[0]
    await watcher.close()


async def test_who_gave_the_fleet_up_writes_no_more_and_the_next_owner_keeps_its_journal(
    owner: Journal, path: Path
) -> None:
    heir = await Journal.open(path)
    await owner.disown()
    await heir.own()
    with pytest.raises(PortError, match="given up"):
        await owner.append([Noted("kept", "late")])
    await heir.append([Noted("kept", "of the heir")])
    assert kept(await heir.read(0)) == [*KEPT, "of the heir"]
    assert not heir.notices
    await heir.disown()
    await owner.own()
    await owner.append([Noted("kept", "again")])
    assert kept(await owner.read(20)) == ["of the heir", "again"]
    await heir.close()


async def test_what_is_added_while_nobody_runs_is_not_believed(owner: Journal, path: Path) -> None:
    await owner.disown()
    await owner.close()
    forge(path, known=True)
    found, notices = await anew(path)
    assert found == KEPT
    assert "written by no owner" in notices[0]


async def test_records_of_an_owner_that_was_killed_are_believed_as_far_as_their_digests_hold(
    owner: Journal, path: Path
) -> None:
    await owner.close()  # without giving up, as one that is killed
    found, notices = await anew(path)
    assert (found, notices) == (KEPT, ())


# ---------------------------------------------------------------- gone, replaced, cut


def delete_all(path: Path) -> None:
    for file in path.parent.glob("journal.db*"):
        file.unlink()


def delete_three(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def delete_wal(path: Path) -> None:
    path.with_name(path.name + "-wal").unlink()


def replace_it(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"something else" * 1000)
    other.rename(path)


def cut_it(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma wal_checkpoint(passive)")
    with path.open("r+b") as file:
        file.truncate(8192)


def move_the_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("away"))
    path.parent.mkdir(mode=0o700)


WOUNDS = [delete_all, delete_three, delete_wal, replace_it, cut_it, move_the_folder]


@pytest.mark.parametrize("wound", WOUNDS, ids=lambda wound: wound.__name__)
async def test_every_acknowledged_record_outlives_its_file_while_an_owner_runs(
    owner: Journal, path: Path, wound: object
) -> None:
    await owner.back_up(every_s=0)
    await owner.open_requests()
    assert callable(wound)
    wound(path)
    said = await noticed(owner)
    assert "the journal was damaged while it was used" in said
    assert "20 records go on" in said
    await owner.append([Noted("kept", "later")])
    assert (await anew(path))[0] == [*KEPT, "later"]


@pytest.mark.parametrize("wound", WOUNDS[:4], ids=lambda wound: wound.__name__)
async def test_a_record_is_acknowledged_only_where_others_find_it(
    owner: Journal, path: Path, wound: object
) -> None:
    assert callable(wound)
    wound(path)
    await owner.append([Noted("kept", "at once")])
    assert (await anew(path))[0] == [*KEPT, "at once"]


async def test_a_request_and_a_watcher_go_on_in_the_new_file(owner: Journal, path: Path) -> None:
    verb = await Journal.open(path)
    request = await verb.ask("please")
    delete_all(path)
    await noticed(owner)
    (found,) = await owner.open_requests()
    await owner.answer(found.id, "done")
    assert await verb.answer_of(request) == "done"
    await owner.append([Noted("kept", "later")])
    assert kept(await verb.read(0)) == [*KEPT, "later"]
    await verb.close()


@pytest.mark.parametrize("wound", [delete_all, delete_three])
async def test_a_file_that_is_gone_when_nobody_runs_comes_back_and_it_is_said_until_an_owner_heard(
    owner: Journal, path: Path, wound: object
) -> None:
    await owner.disown()
    await owner.close()
    assert callable(wound)
    wound(path)
    for _ in range(2):
        found, notices = await anew(path)
        assert found == KEPT
        assert "its file was gone" in notices[0]
        assert "20 records came from its second file" in notices[0]
    again = await Journal.open(path)
    await again.own()
    assert again.notices
    await again.disown()
    await again.close()
    assert (await anew(path))[1] == ()


async def test_without_the_second_file_the_newest_backup_comes_back_with_its_age(
    owner: Journal, path: Path
) -> None:
    await owner.back_up(every_s=0)
    await owner.close()
    delete_all(path)
    place(path).unlink()
    found, notices = await anew(path)
    assert found == KEPT
    assert "0 minutes old" in notices[0]


async def test_a_journal_that_is_missing_beside_vaults_is_damage_and_a_first_one_is_not(
    path: Path, tmp_path: Path
) -> None:
    vaults = tmp_path / "vaults"
    first = await Journal.open(path, signs=(vaults,))
    assert first.notices == ()
    await first.close()
    delete_all(path)
    (vaults / "shop").mkdir(parents=True)
    second = await Journal.open(path, signs=(vaults,))
    assert "its file was gone" in second.notices[0]
    assert "starts empty" in second.notices[0]
    await second.close()


async def test_an_older_copy_put_back_by_hand_is_not_taken_for_the_journal(
    owner: Journal, path: Path
) -> None:
    backup = await owner.back_up(every_s=0)
    assert backup
    await owner.append([Noted("kept", "later")])
    await owner.disown()
    await owner.close()
    delete_three(path)
    path.write_bytes(backup.read_bytes())
    path.chmod(0o600)
    found, notices = await anew(path)
    assert found == [*KEPT, "later"]
    assert "the records after 20 are gone" in notices[0]


async def test_an_older_second_file_is_brought_up_and_a_damaged_one_is_made_anew(
    owner: Journal, path: Path
) -> None:
    await owner.close()
    place(path).write_bytes(b"junk" * 4000)
    again = await Journal.open(path)
    assert not await again.own()
    assert kept(await again.read(0)) == KEPT
    await again.append([Noted("kept", "later")])
    await again.close()
    delete_all(path)
    assert (await anew(path))[0] == [*KEPT, "later"]

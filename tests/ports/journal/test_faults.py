from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fleetui.engine.protocols.errors import PortError
from fleetui.model.events import EntryAdded, Noted, Record
from fleetui.ports.journal.port import Journal
from fleetui.time_limit import time_limit

ROOT = Path(__file__).parents[3]
WRITER = (sys.executable, "-m", "tests.ports.journal.writer")


def entries(records: tuple[Record, ...]) -> list[str]:
    return [record.event.entry for record in records if isinstance(record.event, EntryAdded)]


# ---------------------------------------------------------------- kill -9


async def test_no_acknowledged_row_is_lost_when_the_writer_is_killed_at_random(tmp_path: Path) -> None:
    path, chance = tmp_path / "journal.db", random.Random(os.urandom(4))
    acknowledged: list[str] = []
    for _ in range(12):
        acknowledged += write_until_killed(path, len(acknowledged), chance.uniform(0.0, 0.15))
        journal = await Journal.open(path)
        records = await journal.read(0)
        await journal.close()
        kept = entries(records)
        assert kept[: len(acknowledged)] == acknowledged
        assert len(kept) <= len(acknowledged) + 1, "at most the one in flight was durable without its word"
        assert len(records) == 2 * len(kept), "both events of a batch or none"
        assert [record.seq for record in records] == list(range(1, len(records) + 1))
        assert journal.notices == ()
        acknowledged = kept
    assert len(acknowledged) > 12


def write_until_killed(path: Path, start: int, after: float) -> list[str]:
    writer = subprocess.Popen(
        [*WRITER, "count", str(path), str(start)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    first = writer.stdout.readline()
    time.sleep(after)
    writer.send_signal(signal.SIGKILL)
    rest = writer.stdout.readlines()
    writer.stdout.close()
    assert writer.wait() == -signal.SIGKILL
    whole = [line for line in (first, *rest) if line.endswith("\n")]
    return [f"e{json.loads(line)['number']}" for line in whole]


async def test_a_watcher_reads_on_while_the_writer_writes_and_dies(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    watcher = await Journal.open(path)
    writer = subprocess.Popen([*WRITER, "count", str(path), "0"], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        seen: list[Record] = []
        limit = time.monotonic() + 20
        while len(seen) < 60 and time.monotonic() < limit:
            seen += await watcher.read(len(seen))
    finally:
        writer.kill()
        writer.wait()
    seen += await watcher.read(len(seen))
    assert len(seen) >= 60
    assert [record.seq for record in seen] == list(range(1, len(seen) + 1))
    await watcher.close()


# ---------------------------------------------------------------- full disk


def fill(command: list[str]) -> list[dict[str, object]]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_filled(said: list[dict[str, object]]) -> None:
    stopped, readable, text, after = said
    assert "disk is full" in str(stopped["error"])
    assert "disk is full" in str(stopped["read_only"])
    rows = 2 * int(str(stopped["done"]))
    assert rows > 10
    assert readable["readable"] == rows
    assert "disk is full" in str(text["text"])
    assert text["left"] == []
    assert after == {"after": rows, "notices": []}


def test_a_file_that_may_not_grow_keeps_every_earlier_row_and_nothing_half(tmp_path: Path) -> None:
    check_filled(fill([*WRITER, "fill", str(tmp_path / "journal.db"), "600000"]))


def can_mount() -> bool:
    unshare = shutil.which("unshare")
    probe = ["unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=64k", "none", "/mnt"]
    return bool(unshare) and subprocess.run(probe, capture_output=True, check=False).returncode == 0


def test_a_full_disk_keeps_every_earlier_row_and_nothing_half(tmp_path: Path) -> None:
    if not can_mount():
        pytest.skip("no small file system can be mounted here")
    mount = 'mount -t tmpfs -o size=768k,mode=700 none "$0" && exec "$@"'
    inside = [*WRITER, "fill", str(tmp_path / "journal.db"), "0"]
    check_filled(fill(["unshare", "-rm", "sh", "-c", mount, str(tmp_path), *inside]))


# ---------------------------------------------------------------- damage


async def filled(path: Path, rows: int = 60) -> tuple[Record, ...]:
    journal = await Journal.open(path)
    for number in range(rows):
        await journal.append([EntryAdded("a", f"e{number}", f"do {number} " + "x" * (number * 7 % 300))])
    records = await journal.read(0)
    await journal.close()
    return records


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Record]]:
    """A journal and what stands in it, once the first example wrote it."""
    return tmp_path_factory.mktemp("whole") / "journal.db", []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(wounds=[(0.8125, 0), (0.0012304918646377507, 1)])  # a record changed where the check did not look
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=20))
async def test_damage_is_either_harmless_or_said_and_never_changes_a_record(
    whole: tuple[Path, list[Record]],
    tmp_path_factory: pytest.TempPathFactory,
    wounds: list[tuple[float, int]],
) -> None:
    original, records_of_it = whole
    records_of_it += [] if records_of_it else await filled(original)
    written = tuple(records_of_it)
    path = tmp_path_factory.mktemp("damaged") / "journal.db"
    content = bytearray(original.read_bytes())
    for place, byte in wounds:
        content[int(place * (len(content) - 1))] = byte
    path.write_bytes(content)
    path.chmod(0o600)
    journal = await Journal.open(path)
    records = await journal.read(0)
    assert records == written[: len(records)], "what is read is what was written, from the first on"
    assert len(records) == len(written) or journal.notices or journal.read_only
    if journal.notices and not journal.read_only:
        kept = next(path.parent.glob("journal.damaged-*.db"))
        assert kept.name in journal.notices[0]
        assert f"{len(records)} records came from" in journal.notices[0] or not records
        assert len(await journal.append([Noted("a", "goes on")])) == 1
    await journal.close()


async def test_a_changed_letter_inside_a_record_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    written = await filled(path)
    path.write_bytes(path.read_bytes().replace(b"do 30 ", b"no 30 "))
    journal = await Journal.open(path)
    assert "record 31 is not what was written" in journal.notices[0]
    assert await journal.read(0) == written[:30]
    await journal.close()
    kept = next(tmp_path.glob("journal.damaged-*.db"))
    assert b"no 30 " in kept.read_bytes()


@pytest.mark.parametrize(
    "junk",
    [b"not a database, " * 900, os.urandom(9000), b"SQLite format 3\0" + b"\0" * 5000],
    ids=["prose", "noise", "a header alone"],
)
async def test_a_file_that_is_no_journal_is_kept_aside_and_a_fresh_one_works(
    tmp_path: Path, junk: bytes
) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(junk)
    journal = await Journal.open(path)
    assert "starts empty" in journal.notices[0]
    assert next(tmp_path.glob("journal.damaged-*.db")).read_bytes() == junk
    await journal.own()  # it is said until an owner has heard it
    assert len(await journal.append([Noted("a", "b")])) == 1
    await journal.close()
    again = await Journal.open(path)
    assert (again.notices, len(await again.read(0))) == ((), 1)
    await again.close()


async def test_the_newest_backup_goes_on_when_nothing_of_the_file_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    await filled(path, 20)
    journal = await Journal.open(path)
    backup = await journal.back_up(every_s=0)
    await journal.append([Noted("a", "after the backup")])
    await journal.close()
    path.write_bytes(b"\0" * 20000)
    again = await Journal.open(path)
    assert backup
    assert backup.name in again.notices[0]
    assert entries(await again.read(0)) == [f"e{number}" for number in range(20)]
    assert backup.exists()
    await again.close()


async def test_a_damaged_file_in_use_by_another_process_is_not_replaced_under_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    await filled(path)
    user = await Journal.open(path)
    path.write_bytes(b"junk" * 5000)
    with pytest.raises(PortError):
        await Journal.open(path)
    assert list(tmp_path.glob("*damaged*")) == []
    await user.close()


@pytest.mark.parametrize("after_the_check", [False, True])
async def test_another_process_that_keeps_the_file_to_itself_is_said_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after_the_check: bool
) -> None:
    """Before this one could check the file, or between its own check and letting others in, which is not one step."""
    monkeypatch.setattr("fleetui.ports.journal.recover.WAIT_S", 0.2)
    if after_the_check:
        monkeypatch.setattr("fleetui.ports.journal.recover._lock", lambda guard, path: True)
    path = tmp_path / "journal.db"
    with (
        holding(path.with_name("journal.db.use")),
        pytest.raises(PortError, match="another fleetui checks it"),
    ):
        async with time_limit(10):
            await Journal.open(path)
    await (await Journal.open(path)).close()


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Another process has a file to itself."""
    program = (
        "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); "
        "print(1, flush=True); input()"
    )
    argv = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        try:
            yield
        finally:
            other.kill()

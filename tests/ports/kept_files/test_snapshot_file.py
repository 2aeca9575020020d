from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.kept_files.snapshot_file import Publisher, read_snapshot


def test_a_snapshot_is_read_back_and_private(tmp_path: Path) -> None:
    path = tmp_path / "state" / "fleet.json"
    assert read_snapshot(path) is None
    old = os.umask(0)
    try:
        Publisher(path).write({"schema": 1, "agents": [{"name": "a", "note": "é\udcff"}]})
    finally:
        os.umask(old)
    assert read_snapshot(path) == {"schema": 1, "agents": [{"name": "a", "note": "é\udcff"}]}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [p.name for p in path.parent.iterdir()] == ["fleet.json"]


def test_the_same_snapshot_again_touches_nothing_unless_the_file_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "fleet.json"
    publisher = Publisher(path)
    publisher.write({"a": 1})
    first = path.stat().st_ino
    publisher.write({"a": 1})
    assert path.stat().st_ino == first
    path.unlink()
    publisher.write({"a": 1})
    assert read_snapshot(path) == {"a": 1}


def test_a_reader_always_finds_a_whole_snapshot(tmp_path: Path) -> None:
    path, seen, done = tmp_path / "fleet.json", set(), threading.Event()
    publisher = Publisher(path)
    publisher.write({"n": 0, "fill": ""})

    def read() -> None:
        while not done.is_set():
            found = read_snapshot(path)
            seen.add(found is not None and len(found["fill"]) == found["n"] * 50)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(400):
        publisher.write({"n": number, "fill": "x" * number * 50})
    done.set()
    reader.join()
    assert seen == {True}


def test_a_snapshot_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "fleet.json"
    publisher = Publisher(path)
    publisher.write({"a": 1})
    with pytest.raises(PortError):
        publisher.write({"a": float("nan")})
    tmp_path.chmod(0o777)
    with pytest.raises(PortError, match="others may write"):
        publisher.write({"a": 2})
    assert read_snapshot(path) == {"a": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["fleet.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe"])
def test_what_is_no_snapshot_reads_as_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "fleet.json").write_bytes(content)
    assert read_snapshot(tmp_path / "fleet.json") is None

"""What a full or read-only disk is called, and that no number of an error reaches the screen."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.disk_errors import why
from fleetui.ports.kept_files.snapshot_file import Publisher


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "no space left on /state: free some there"),
        (OSError(errno.EDQUOT, "Quota", "/a/b"), "no space left on /a/b: free some there"),
        (OSError(errno.EROFS, "Read-only file system", b"/a/b"), "/a/b can only be read: make it writable"),
        (PermissionError(errno.EACCES, "Permission denied", "/a\x1b[31m"), "Permission denied: /a?[31m"),
        (ValueError("embedded\nnull"), "embedded null"),
        (ValueError(), "ValueError"),
    ],
)
def test_an_error_of_the_disk_is_said_with_what_to_do(error: Exception, said: str) -> None:
    assert why(error, "/state") == said
    assert "Errno" not in why(error)


def test_a_full_disk_is_named_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("fleetui.ports.kept_files.snapshot_file.replace_file", full)
    with pytest.raises(PortError) as refused:
        Publisher(tmp_path / "state" / "published.json").write({"a": 1})
    assert refused.value.detail == f"no space left on {tmp_path}/state: free some there"

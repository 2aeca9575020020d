from __future__ import annotations

import os
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.private_files import Files


async def test_private_folders_are_for_this_user_only(tmp_path: Path) -> None:
    await Files().private_folder(str(tmp_path / "a/b"))
    assert (tmp_path / "a/b").stat().st_mode & 0o777 == 0o700
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(PortError, match="others may write"):
        await Files().private_folder(str(tmp_path / "open"))


async def test_what_is_no_plain_file_is_not_handed_back_and_stays_open_nowhere(tmp_path: Path) -> None:
    files = Files()
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/etc/passwd")
    for name in ("folder", "pipe", "link"):
        for _ in range(2):
            with pytest.raises(PortError):
                await files.handed_back(str(tmp_path), name, 100)
    opened = (os.path.realpath(one) for one in Path("/proc/self/fd").iterdir())
    assert not [one for one in opened if one.startswith(str(tmp_path))]

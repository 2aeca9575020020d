from __future__ import annotations

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

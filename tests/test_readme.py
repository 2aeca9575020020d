"""What the README says of the program is what the program says of itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def fleetui(tmp_path: Path, *arguments: str) -> str:
    env = {**os.environ, "FLEETUI_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "fleetui", *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


def test_the_table_of_keys_is_the_one_the_program_prints(tmp_path: Path) -> None:
    """To renew it: fleetui keys --markdown between the two marks."""
    told = README.split("<!-- keys: begin -->")[1].split("<!-- keys: end -->")[0].strip()
    assert told == fleetui(tmp_path, "keys", "--markdown").strip()


def test_every_command_it_names_exists(tmp_path: Path) -> None:
    known = set(re.findall(r"^  ([a-z]+)  ", fleetui(tmp_path, "--help"), re.MULTILINE)) | {"test", "bench"}
    named = set(re.findall(r"(?:\./fleet|/fleet|`fleetui) ([a-z]+)", README))
    assert len(named) > 6
    assert named <= known


@pytest.mark.parametrize("path", re.findall(r"\]\(([^):]+)\)", README))
def test_every_file_it_points_to_exists(path: str) -> None:
    assert (ROOT / path).is_file()


def test_the_pictures_ask_no_other_server(tmp_path: Path) -> None:
    pictures = list((ROOT / "screenshots").glob("*.svg"))
    assert pictures
    for picture in pictures:
        text = picture.read_text("utf-8")
        assert "url(http" not in text
        assert "@import" not in text

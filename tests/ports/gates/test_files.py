from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fleetui.ports.gates.files import NamedFiles


def named(argv: list[str], home: Path) -> list[str]:
    found = NamedFiles().of(argv, {"HOME": str(home), "PATH": f"{home}/bin:/usr/bin:/bin"})
    return [str(Path(path).relative_to(home)) for path, _ in found if path.startswith(str(home))]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "bin").mkdir()
    for name in ("check.sh", "a b.sh", "bin/check"):
        (tmp_path / name).write_text("#!/bin/sh\n")
    for name in ("pytest.ini", "out.txt", "build.log"):
        (tmp_path / name).write_text("some\n")
    (tmp_path / "bin/check").chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(
    ("argv", "files"),
    [
        (lambda h: [f"{h}/check.sh"], ["check.sh"]),
        (lambda h: ["sh", f"{h}/check.sh", "x"], ["check.sh"]),
        (lambda h: ["sh", f"{h}/a b.sh"], ["a b.sh"]),
        (lambda h: ["sh", "-c", f"cd x && sh '{h}/check.sh' | tail"], ["check.sh"]),
        (lambda _: ["sh", "-c", "~/check.sh; pytest -c $HOME/pytest.ini"], ["check.sh", "pytest.ini"]),
        (lambda h: ["pytest", "-c", f"{h}/pytest.ini"], ["pytest.ini"]),
        (lambda h: ["pytest", f"--config-file={h}/pytest.ini"], ["pytest.ini"]),
        (lambda h: ["sh", "-c", f"make > {h}/out.txt"], []),
        (lambda h: ["sh", "-c", f"make 2>&1 | tee {h}/out.txt"], []),
        (lambda h: ["pytest", f"--junitxml={h}/pytest.ini", "-o", f"{h}/out.txt"], []),
        (lambda h: ["make", f"{h}/build.log", f"{h}/nowhere", str(h)], []),
        (lambda h: ["sh", "-c", f"make && cp x {h}/out.txt && [ -e {h}/out.txt ]"], []),
        (lambda h: ["sh", "-c", f". {h}/out.txt"], ["out.txt"]),
        (lambda h: ["env", f"--chdir={h}", "python3", f"{h}/out.txt"], ["out.txt"]),
        (lambda _: ["check"], ["bin/check"]),
        (lambda _: ["./check.sh", "check.sh"], []),
        (lambda _: [], []),
    ],
)
def test_what_an_argument_list_reads_outside_the_checkout(
    home: Path, argv: Callable[[Path], list[str]], files: list[str]
) -> None:
    assert named(argv(home), home) == files


def test_the_content_decides_and_not_the_date(home: Path) -> None:
    files, argv = NamedFiles(), [f"{home}/check.sh"]
    before = files.of(argv, {})
    os.utime(home / "check.sh", (1, 1))
    assert files.of(argv, {}) == before
    (home / "check.sh").write_text("#!/bin/sh\n#")
    assert files.of(argv, {}) != before
    (home / "check.sh").unlink()
    assert files.of(argv, {}) == ()


def test_what_cannot_be_read_whole_hangs_nobody(home: Path) -> None:
    os.mkfifo(home / "pipe")
    with (home / "large.bin").open("wb") as file:
        file.truncate(10**12)
    found = dict(NamedFiles().of([f"{home}/pipe", f"{home}/large.bin", "/dev/zero", "/x\0y"], {}))
    assert list(found) == [f"{home}/large.bin"]

"""Asking a program for its version: bounded, quiet, by argument list."""

from __future__ import annotations

import re

from fleetui.model.clean import clean_line

LIMIT_S = 10.0


def answer_of(argv: tuple[str, ...], limit_s: float = LIMIT_S) -> str | None:
    """The first line a program prints, cleaned; ``None`` when it is missing, fails or does not end in time."""
    return next(iter(lines_of(argv, limit_s)), None)


def lines_of(argv: tuple[str, ...], limit_s: float = LIMIT_S) -> list[str]:
    """Every line a program prints, cleaned; none when it is missing, fails or does not end in time."""
    import subprocess

    try:
        done = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limit_s,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return []
    lines = (done.stdout or done.stderr).decode(errors="replace").strip().splitlines()
    return [clean_line(line) for line in lines] if done.returncode == 0 else []


def version_in(text: str) -> tuple[int, int] | None:
    """The first ``major.minor`` in a program's answer, such as ``tmux next-3.4`` or ``tmux 3.3a``."""
    found = re.search(r"(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else None

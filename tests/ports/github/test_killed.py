"""A fleetui that is killed beside a call of gh leaves a call that asks all it was to ask."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.waiting import until

BODY = b"x" * 300_000  # more than a pipe holds
CALLER = f"""
import asyncio, os
from fleetui.ports.github.gh import call
asyncio.run(call(["api"], doing="ask", environment=dict(os.environ), stdin=b"x" * {len(BODY)}))
"""
GH = """#!/bin/sh
touch started
until [ -e killed ]; do sleep 0.02; done
cat >asked
mv asked done
"""


def test_what_was_to_be_asked_is_whole_although_who_asks_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "gh"
    program.write_text(GH.replace("#!/bin/sh\n", f"#!/bin/sh\ncd '{tmp_path}'\n"))
    program.chmod(0o700)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    with subprocess.Popen([sys.executable, "-c", CALLER], env=environment) as caller:
        until((tmp_path / "started").exists, 30)
        caller.send_signal(signal.SIGKILL)
    (tmp_path / "killed").touch()
    until((tmp_path / "done").exists, 30)
    assert (tmp_path / "done").read_bytes() == BODY

"""One gate: an argument list in a clean folder, with a time limit, a bounded log, and nothing left running."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

from fleetui.engine.ports import GateResult
from fleetui.model.clean import clean_line
from fleetui.model.evidence import Gate, Verdict

HEAD_BYTES = 64 * 1024
TAIL_BYTES = 192 * 1024
TAG = "FLEETUI_GATE"
GRACE_S = 3.0
_DROPPED = re.compile(r"TOKEN|KEY|SECRET|PASSWORD|CREDENTIAL|AUTH|^FLEETUI|^TMUX|^GIT_|^SSH_", re.IGNORECASE)
_NOT_FOUND = 127
_COUNTS = (
    re.compile(r"\b(\d+) passed\b"),
    re.compile(r"^Ran (\d+) tests? in", re.MULTILINE),
    re.compile(r"^# pass (\d+)", re.MULTILINE),
    re.compile(r"^Tests:.*?\b(\d+) passed", re.MULTILINE),
    re.compile(r"^test result: ok\. (\d+) passed", re.MULTILINE),
)
_GO_OK = re.compile(r"^(?:--- PASS|ok\s)", re.MULTILINE)
_FAILURE = re.compile(
    r"^(?:FAILED |FAIL[: ]|E   |ERROR[: ]|error(?:\[\w+\])?: |--- FAIL|\w*Error: |not ok |\s*✖ ).*",
    re.MULTILINE,
)


def gate_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What a gate may know of the operator's environment: no secrets, no agent, no tmux, no git settings."""
    kept = {name: value for name, value in environment.items() if not _DROPPED.search(name)}
    return kept | {"CI": "true", "GIT_TERMINAL_PROMPT": "0", "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}


class Gates:
    """Implements ``GatePort``."""

    async def run(self, gate: Gate, folder: str, environment: Mapping[str, str]) -> GateResult:
        """Run one gate; what it says is a verdict, never an exception."""
        code, seconds, log = await _run(gate.run, folder, environment, gate.timeout_s)
        return _judge(gate, code, seconds, log)

    async def run_setup(
        self, argv: tuple[str, ...], folder: str, environment: Mapping[str, str], timeout_s: float
    ) -> GateResult:
        """Run a set-up step the same way."""
        return await self.run(Gate("set-up", argv, timeout_s), folder, environment)


def _judge(gate: Gate, code: int | str, seconds: float, log: bytes) -> GateResult:
    text = log.decode("utf-8", "replace")
    if isinstance(code, str):
        return GateResult(Verdict.ERROR, seconds, code, log)
    if code == _NOT_FOUND:
        detail = f"a program is missing: {_last(text)}"
        return GateResult(Verdict.ERROR, seconds, detail, log)
    if code != 0:
        found = _FAILURE.search(text)
        why = clean_line(found[0], 160) if found else _last(text)
        return GateResult(Verdict.FAIL, seconds, f"exit {code}: {why}" if why else f"exit {code}", log)
    if gate.min_tests:
        counted = count_tests(text)
        if counted < gate.min_tests:
            detail = f"ran {counted} tests, at least {gate.min_tests} are asked for"
            return GateResult(Verdict.ERROR, seconds, detail, log)
        return GateResult(Verdict.PASS, seconds, f"{counted} tests", log)
    return GateResult(Verdict.PASS, seconds, "", log)


def count_tests(text: str) -> int:
    """How many tests a test runner says it passed; 0 when it says nothing that is understood."""
    found = [sum(int(n) for n in counter.findall(text)) for counter in _COUNTS]
    return max([*found, len(_GO_OK.findall(text))])


def _last(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return clean_line(lines[-1], 160) if lines else ""


async def _run(
    argv: tuple[str, ...], folder: str, environment: Mapping[str, str], limit_s: float
) -> tuple[int | str, float, bytes]:
    tag = secrets.token_hex(8)
    began = time.monotonic()
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            cwd=folder,
            env={**environment, TAG: tag},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        return clean_line(f"{argv[0]}: {error.strerror}", 200), 0.0, b""
    log = _Log()
    try:
        code = await asyncio.wait_for(_finish(process, log), limit_s)
        return code, time.monotonic() - began, log.bytes()
    except TimeoutError:
        return f"no end within {limit_s:g} s; it was stopped", time.monotonic() - began, log.bytes()
    finally:
        await asyncio.to_thread(_end_all, process.pid, tag)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), GRACE_S)


async def _finish(process: asyncio.subprocess.Process, log: _Log) -> int:
    """The exit code. A child that keeps the pipe open does not keep the gate open for longer than a moment."""
    assert process.stdout is not None  # noqa: S101 - started with a pipe
    reading = asyncio.ensure_future(log.drain(process.stdout))
    try:
        code = await process.wait()
        await asyncio.wait({reading}, timeout=1.0)
    finally:
        reading.cancel()
    return code


class _Log:
    """Output with its beginning and its end; what lies between is counted."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._tail = bytearray()
        self._left_out = 0

    async def drain(self, stream: asyncio.StreamReader) -> None:
        """Take in everything until the stream ends."""
        while chunk := await stream.read(1 << 16):
            room = HEAD_BYTES - len(self._head)
            self._head += chunk[:room]
            self._tail += chunk[room:] if room > 0 else chunk
            over = len(self._tail) - TAIL_BYTES
            if over > 0:
                del self._tail[:over]
                self._left_out += over

    def bytes(self) -> bytes:
        """The log so far."""
        gap = f"\n[{self._left_out} bytes left out]\n".encode() if self._left_out else b""
        return bytes(self._head) + gap + bytes(self._tail)


def _end_all(leader: int, tag: str) -> None:
    """End the gate's session and everything that carries its tag, also what left the session."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGTERM)
    left = _tagged(tag)
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    psutil.wait_procs(left, timeout=GRACE_S)
    for process in _tagged(tag):
        with contextlib.suppress(psutil.Error):
            process.kill()
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _tagged(tag: str) -> list[psutil.Process]:
    wanted = f"{TAG}={tag}".encode()
    found = []
    for pid in psutil.pids():
        try:
            if wanted in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                found.append(psutil.Process(pid))
        except (OSError, psutil.Error):
            continue
    return found

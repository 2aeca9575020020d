"""One gate: an argument list in a clean folder, with a time limit, a bounded log, and nothing left running."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets
import shlex
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import psutil

from fleetui.engine.ports import GateResult, PortError
from fleetui.model.clean import clean_line
from fleetui.model.evidence import Gate, Verdict
from fleetui.ports.gates.files import NamedFiles
from fleetui.ports.lane import Lane

HEAD_BYTES = 64 * 1024
TAIL_BYTES = 192 * 1024
TAG = "FLEETUI_GATE"
GRACE_S = 3.0
START_S = 20.0
_DROPPED = re.compile(r"TOKEN|KEY|SECRET|PASSWORD|CREDENTIAL|AUTH|^FLEETUI|^TMUX|^GIT_|^SSH_", re.IGNORECASE)
_NOT_FOUND = 127
_NO_TESTS_CODE = 5
"""pytest's exit code when it collected nothing."""
_COUNTS = (
    re.compile(r"^Ran (\d+) tests? in", re.MULTILINE),  # unittest
    re.compile(r"^test result: \w+\. (\d+) passed", re.MULTILINE),  # cargo, once per crate
    re.compile(r"^Tests: .*?\b(\d+) passed", re.MULTILINE),  # jest, which also counts its suites
    re.compile(r"^(?:#|\N{INFORMATION SOURCE}) pass (\d+)", re.MULTILINE),  # node --test
    re.compile(r"^=.*?\b(\d+) passed", re.MULTILINE),  # pytest
    re.compile(r"^(\d+) passed\b", re.MULTILINE),  # pytest -q
)
"""How test runners say how many passed; the first that speaks is believed."""
_GO_TEST = re.compile(r"^[ \t]*--- PASS: ", re.MULTILINE)
_GO_PACKAGE = re.compile(r"^ok[ \t]+\S+(?!.*\[no test)", re.MULTILINE)
_NO_TESTS = re.compile(r"^(?:=+ )?no tests ran\b|^collected 0 items|^No tests found", re.MULTILINE)
_FAILURES = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^(?:FAILED|ERROR) [^(\s].*",  # pytest's summary
        r"^[ \t]*--- FAIL: .*",  # go
        r"^(?:FAIL|ERROR): .*",  # unittest
        r"^test .* \.\.\. FAILED",  # cargo
        r"^[ \t]*(?:not ok |\N{HEAVY BALLOT X} |\N{BLACK CIRCLE} |FAIL ).*",  # node, jest
        r"^error(?:\[\w+\])?: .*",  # rustc, many others
        r"^.*\berror(?: \w+)?: .*",  # compilers: file:line: error: ...
        r"^\w*(?:Error|Exception): .*",  # a traceback's last line
    )
)
"""What tells a reader most about a failure, best first."""
_LINE = 400
_SGR = re.compile(r"\x1b\[[0-9;]*m")


def gate_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What a gate may know of the operator's environment: no secrets, no agent, no tmux, no git settings."""
    kept = {name: value for name, value in environment.items() if not _DROPPED.search(name)}
    return kept | {"CI": "true", "GIT_TERMINAL_PROMPT": "0", "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}


_hands = Lane("gates", 4)
_eyes = Lane("gate files")
LOOK_S = 10.0
"""How long reading the files that a gate names may take."""


class Gates:
    """Implements ``GatePort``."""

    def __init__(self) -> None:
        self._files = NamedFiles()

    async def run(self, gate: Gate, folder: str, environment: Mapping[str, str]) -> GateResult:
        """Run one gate; what it says is a verdict, never an exception."""
        code, seconds, log = await _run(gate.run, folder, environment, gate.timeout_s)
        return _judge(gate, code, seconds, log)

    async def run_setup(
        self, argv: tuple[str, ...], folder: str, environment: Mapping[str, str], timeout_s: float
    ) -> GateResult:
        """Run a set-up step the same way."""
        return await self.run(Gate("set-up", argv, timeout_s), folder, environment)

    async def named_files(
        self, argv: tuple[str, ...], environment: Mapping[str, str]
    ) -> tuple[tuple[str, str], ...]:
        """Path and digest of the operator's own files that an argument list names."""
        looking = asyncio.get_running_loop().run_in_executor(_eyes, self._files.of, argv, environment)
        try:
            async with asyncio.timeout(LOOK_S):
                return await looking
        except TimeoutError:
            raise PortError(
                "gates",
                "look at what a gate names",
                f"it took more than {LOOK_S:g} s: {clean_line(shlex.join(argv))}",
            ) from None


def _judge(gate: Gate, code: int | str, seconds: float, log: bytes) -> GateResult:
    lines = _SGR.sub("", log.decode("utf-8", "replace")).splitlines()
    text = "\n".join(line[:_LINE] for line in lines)  # patterns stay fast whatever a program prints
    verdict, detail = _verdict(gate, code, text)
    return GateResult(verdict, seconds, clean_line(detail), log)


def _verdict(gate: Gate, code: int | str, text: str) -> tuple[Verdict, str]:
    """Only an exit code of 0 with enough tests passes; what could not be run is an error, not a failure."""
    if isinstance(code, str):
        return Verdict.ERROR, code
    if code == _NOT_FOUND:
        return Verdict.ERROR, f"a program is missing: {_last(text)}"
    if code == _NO_TESTS_CODE and _NO_TESTS.search(text):
        return Verdict.ERROR, "no tests were found"
    if code != 0:
        why = next((found[0].strip() for each in _FAILURES if (found := each.search(text))), _last(text))
        said = f"exit {code}" if code > 0 else f"ended by signal {-code}"
        return Verdict.FAIL, f"{said}: {why}" if why else said
    if not gate.min_tests:
        return Verdict.PASS, ""
    counted = count_tests(text)
    if counted < gate.min_tests:
        return Verdict.ERROR, f"ran {counted} tests, at least {gate.min_tests} are asked for"
    return Verdict.PASS, f"{counted} tests"


def count_tests(text: str) -> int:
    """How many tests a test runner says it passed; 0 when it says nothing that is understood."""
    for counter in _COUNTS:
        if found := counter.findall(text):
            return sum(int(number) for number in found)
    return len(_GO_TEST.findall(text)) or len(_GO_PACKAGE.findall(text))


def _last(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return clean_line(lines[-1], 160) if lines else ""


async def _run(
    argv: tuple[str, ...], folder: str, environment: Mapping[str, str], limit_s: float
) -> tuple[int | str, float, bytes]:
    tag = secrets.token_hex(8)
    began = time.monotonic()
    log = _Log()
    async with _pipe() as (reader, writing_end):
        try:
            async with asyncio.timeout(START_S):
                process = await asyncio.create_subprocess_exec(
                    *argv,
                    cwd=folder,
                    env={**environment, TAG: tag},
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=writing_end,
                    stderr=asyncio.subprocess.STDOUT,
                    start_new_session=True,
                )
        except TimeoutError:
            return f"{argv[0]} did not start within {START_S:g} s", START_S, b""
        except OSError as error:
            return f"{error.filename or argv[0]}: {error.strerror}", 0.0, b""
        except ValueError as error:  # a NUL in an argument
            return f"{argv[0]}: {error}", 0.0, b""
        finally:
            os.close(writing_end)
        reading = asyncio.ensure_future(log.drain(reader))
        try:
            async with asyncio.timeout(limit_s):
                code: int | str = await process.wait()
        except TimeoutError:
            code = f"no end within {limit_s:g} s; it was stopped"
        finally:
            ending = asyncio.get_running_loop().run_in_executor(_hands, _end_all, process.pid, tag)
            await asyncio.shield(ending)
            await asyncio.wait(
                {reading}, timeout=1.0
            )  # what is in the pipe; all who could add to it are gone
            reading.cancel()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await process.wait()
        return code, time.monotonic() - began, log.bytes()


@contextlib.asynccontextmanager
async def _pipe() -> AsyncIterator[tuple[asyncio.StreamReader, int]]:
    """A pipe of our own: asyncio's would make the gate last for as long as any child holds its end."""
    reading_end, writing_end = os.pipe()
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading_end, "rb")
    )
    try:
        yield reader, writing_end
    finally:
        transport.close()


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


def _end_all(session: int, tag: str) -> None:
    """End everything of the gate, by identity: its session, and what left the session but still carries its tag.

    Looked for again after each round, because what is being ended may still start something.
    """
    for last in (False, True):
        deadline = time.monotonic() + (1.0 if last else GRACE_S)
        while members := _members(session, tag):
            for process in members:
                with contextlib.suppress(psutil.Error):
                    process.kill() if last else process.terminate()
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)


def _members(session: int, tag: str) -> list[psutil.Process]:
    """Live processes of the gate. A session's number is not given away while one of its members lives, and the
    tag is random; so a stranger is never among them."""
    wanted = f"{TAG}={tag}".encode()
    found = []
    for pid in psutil.pids():
        try:
            process = psutil.Process(pid)
            if _belongs(pid, session, wanted) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (OSError, psutil.Error):
            continue
    return found


def _belongs(pid: int, session: int, tag: bytes) -> bool:
    if pid == os.getpid():
        return False
    try:
        if tag in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
            return True
    except OSError:
        pass  # another user's, or gone
    return os.getsid(pid) == session and _is_ours(session)


def _is_ours(session: int) -> bool:
    """False once the leader's number belongs to a later process, which would lead a session of its own."""
    try:
        return psutil.Process(session).ppid() == os.getpid()
    except psutil.NoSuchProcess:
        return True

"""One gate: an argument list in a clean folder, with a time limit, a bounded log, and nothing left running."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import secrets
import shlex
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.gates import GateResult, LiveLog
from fleetui.model.clean import clean_line
from fleetui.model.counts import count
from fleetui.model.evidence import Gate, Verdict
from fleetui.model.failing_tests import told_by_report
from fleetui.model.identities import ProcessId
from fleetui.ports.gates import supervisor
from fleetui.ports.gates.files import NamedFiles
from fleetui.ports.gates.members import GateProcesses, note_of
from fleetui.ports.processes import proc
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

if TYPE_CHECKING:
    from fleetui.ports.gates import junit

T = TypeVar("T")

HEAD_BYTES = 64 * 1024
TAIL_BYTES = 192 * 1024
TAG = "FLEETUI_GATE"
START_S = 20.0
KEEPER_S = 5.0
"""How long the end of what does not listen may take."""
_DROPPED = re.compile(r"TOKEN|KEY|SECRET|PASSWORD|CREDENTIAL|AUTH|^FLEETUI|^TMUX|^GIT_|^SSH_", re.IGNORECASE)
_SET = {
    "CI": "true",
    "GIT_TERMINAL_PROMPT": "0",
    "NO_COLOR": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUNBUFFERED": "1",  # else what tests print comes after the summary
}
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


def no_colour(text: str) -> str:
    """Text of a terminal without the sequences that colour it."""
    return _SGR.sub("", text)


def gate_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What a gate may know of the operator's environment: no secrets, no agent, no tmux, no git settings."""
    kept = {name: value for name, value in environment.items() if not _DROPPED.search(name)}
    return kept | _SET


_hands = Worker("gates", 4)
_eyes = Worker("gate files")
LOOK_S = 10.0
"""How long reading the files that a gate names may take."""


class Gates:
    """Implements ``GatePort``."""

    def __init__(self) -> None:
        self._files = NamedFiles()

    async def run(
        self, gate: Gate, folder: str, environment: Mapping[str, str], live: LiveLog | None = None
    ) -> GateResult:
        """Run one gate; what it says is a verdict, never an exception."""
        from fleetui.ports.gates import junit  # with an XML parser, and most commands run no gate

        try:
            before = await self._look(lambda: junit.seen(folder, gate.junit)) if gate.junit else {}
            run = await run_set(gate.run, folder, environment, gate.timeout_s, live)
            report = await self._look(lambda: junit.read(folder, gate.junit, before)) if gate.junit else None
        except (junit.Unreadable, OSError, TimeoutError) as error:
            return GateResult(Verdict.ERROR, 0.0, clean_line(f"the JUnit report: {error}"), b"")
        return _judge(gate, run, report)

    async def _look(self, work: Callable[[], T]) -> T:
        async with time_limit(LOOK_S):
            return await asyncio.get_running_loop().run_in_executor(_eyes, work)

    async def run_setup(
        self,
        argv: tuple[str, ...],
        folder: str,
        environment: Mapping[str, str],
        timeout_s: float,
        live: LiveLog | None = None,
    ) -> GateResult:
        """Run a set-up step the same way."""
        return await self.run(Gate("set-up", argv, timeout_s), folder, environment, live)

    async def named_files(
        self, argv: tuple[str, ...], environment: Mapping[str, str]
    ) -> tuple[tuple[str, str], ...]:
        """Path and digest of the operator's own files that an argument list names."""
        try:
            return await self._look(lambda: self._files.of(argv, environment))
        except TimeoutError:
            raise PortError(
                "gates",
                "look at what a gate names",
                f"it took more than {LOOK_S:g} s: {clean_line(shlex.join(argv))}",
            ) from None


def _judge(gate: Gate, run: SetRun, report: junit.Report | None = None) -> GateResult:
    lines = no_colour(run.log.decode("utf-8", "replace")).splitlines()
    text = "\n".join(line[:_LINE] for line in lines)  # patterns stay fast whatever a program prints
    verdict, detail = _verdict(gate, run.code, text, report)
    said = "; ".join(part for part in (clean_line(detail), note_of(run.left)) if part)
    log = run.log + (told_by_report(report.names).encode() if report and report.names else b"")
    tests = (count_tests(text) or None) if report is None else report.passed
    return GateResult(verdict, run.seconds, said, log, _last(text), tests=tests)


def _verdict(gate: Gate, code: int | str, text: str, report: junit.Report | None) -> tuple[Verdict, str]:
    """Only an exit code of 0 with no failed test and enough that passed passes; what could not be run is an error,
    not a failure. A failed test is a failure also where the exit code hides it: the tests did run."""
    from fleetui.ports.gates.summaries import failed_tests  # with fifty patterns

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
    if report is not None and report.failed:
        return Verdict.FAIL, f"exit 0, but its JUnit report names {report.failed} failed"
    if said_failed := failed_tests(text):
        return Verdict.FAIL, f"exit 0, but it says: {said_failed.line}"
    if report is not None and not report.files:
        return Verdict.ERROR, f"it wrote no JUnit report {gate.junit}"
    counted = count_tests(text) if report is None else report.passed
    if counted < gate.min_tests:
        return Verdict.ERROR, f"ran {count(counted, 'test')}, at least {gate.min_tests} are asked for"
    return Verdict.PASS, count(counted, "test") if gate.min_tests or report is not None else ""


def count_tests(text: str) -> int:
    """How many tests a test runner says it passed; 0 when it says nothing that is understood."""
    for counter in _COUNTS:
        if found := counter.findall(text):
            return sum(int(number) for number in found)
    return len(_GO_TEST.findall(text)) or len(_GO_PACKAGE.findall(text))


def _last(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return clean_line(lines[-1], 160) if lines else ""


class SetRun:
    """What one run came to."""

    def __init__(self) -> None:
        self.code: int | str = "it ended its own keeper: how it ended is not known"
        self.seconds = 0.0
        self.log = b""
        self.left: tuple[str, ...] = ()


async def run_set(
    argv: tuple[str, ...],
    folder: str,
    environment: Mapping[str, str],
    limit_s: float,
    live: LiveLog | None = None,
) -> SetRun:
    """Run an argument list with everything that it starts; all of that is gone when this returns or is cancelled."""
    run, tag, began, log = SetRun(), secrets.token_hex(8), time.monotonic(), _Log()
    if live is not None:
        live.read = log.bytes
    async with _pipe() as (reader, writing_end), _pipe() as (status, status_end):
        control_end, control = os.pipe()
        try:
            async with time_limit(START_S):
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-I", supervisor.__file__, str(status_end), str(control_end), *argv),
                    cwd=folder,
                    env={**environment, TAG: tag},
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=writing_end,
                    stderr=asyncio.subprocess.STDOUT,
                    pass_fds=(status_end, control_end),
                    start_new_session=True,
                )
        except (TimeoutError, OSError, ValueError) as error:
            os.close(control)
            run.code = _not_started(argv, error)
            return run
        finally:
            for end in (writing_end, status_end, control_end):
                os.close(end)
        reading = asyncio.ensure_future(log.drain(reader))
        members = GateProcesses(ProcessId(process.pid, proc.start_ticks(process.pid)), f"{TAG}={tag}")
        ended = False
        try:
            async with time_limit(limit_s):
                run.code = _code(await status.read(4096), run.code)
            ended = True
        except TimeoutError:
            run.code = f"no end within {limit_s:g} s; it was stopped"
        finally:
            ending = asyncio.get_running_loop().run_in_executor(_hands, _end_all, members, control, ended)
            run.left = await asyncio.shield(ending)
            await asyncio.wait(
                {reading}, timeout=1.0
            )  # what is in the pipe; all who could add to it are gone
            reading.cancel()
            with contextlib.suppress(TimeoutError):
                async with time_limit(1.0):
                    await process.wait()
        run.seconds, run.log = time.monotonic() - began, log.bytes()
        return run


def _not_started(argv: tuple[str, ...], error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"{argv[0]} did not start within {START_S:g} s"
    if isinstance(error, OSError):
        return f"{error.filename or argv[0]}: {error.strerror}"
    return f"{argv[0]}: {error}"  # a NUL in an argument


def _code(said: bytes, otherwise: int | str) -> int | str:
    told: dict[str, int | str] = json.loads(said) if said else {}
    return told.get("code", told.get("error", otherwise))


def _end_all(members: GateProcesses, control: int, ended: bool) -> tuple[str, ...]:
    """End everything of a gate; what was still there although the gate itself had ended."""
    left = members.left() if ended else ()
    members.ask_to_end()
    os.close(control)  # its keeper ends the rest, faster than it can fork
    members.wait_for_keeper(KEEPER_S)
    members.kill(KEEPER_S)
    return left


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

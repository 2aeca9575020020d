"""Copies bytes between a pane and the agent's terminal, and hears the agent's Program Status (OSC 7501) among them.

``python -I -S relay.py AGENT SAVED [anew]``: AGENT is the agent's pid, SAVED the pane's terminal settings. Standard
input and output are the pane, raw already; descriptors 3 and 4 are the two ends of the agent's terminal, 5 is the file
for what it reports. One thread for each direction reads and writes whatever comes, waiting where nobody takes it, so
that a slow reader slows the writer and nothing is gathered. No descriptor is set not to wait: whoever follows this
process has the same ones.

Imports nothing of fleetui and only what costs no memory: one of these runs beside every agent.
"""

from __future__ import annotations

import _thread
import binascii
import fcntl
import os
import select
import signal
import sys
import termios
import time

PANE_IN, PANE_OUT, AGENT, AGENTS, REPORTS = 0, 1, 3, 4, 5
PIECE = 65536
BEGIN = b"\x1b]7501;"
"""Begins a report, and the question whether anybody listens to them."""
LONGEST = 4096
"""Bytes of a report; a longer one is none."""
ANSWERS_S = 0.5
"""The least time between two answers: a program asks as it starts."""
LOOK_AGAIN_S = 0.5
"""How often it is looked, once the agent ended, whether anything of it still comes."""
REST_S = 0.2
"""How long an answer waits for the end of a key or paste that is under way."""
MOST_WAITING = 16
AGAIN_S = 0.1
REPORT_EVERY_S = 0.02
FULL = 64 * 1024
"""Bytes of the file for reports, from which on it begins anew."""
GONE = 9
"""Exit code for a pane that is gone."""
LOST = "lost"
"""What the keeper writes once no relay can live: no word of an agent's."""
_WORDS = ("background", "shell", "shells", "agent", "agents", "task", "tasks", "command", "commands", "and")
_STILL = " still running"


# ---------------------------------------------------------------- what it hears


class Ear:
    """Finds the reports in a stream that comes in pieces cut anywhere."""

    def __init__(self) -> None:
        self._held = b""
        """The beginning of what may become a report."""

    def hear(self, piece: bytes) -> list[bytes]:
        """The bodies of the reports that end in this piece, oldest first."""
        if not self._held and BEGIN not in piece:
            self._held = _beginning(piece)
            return []
        found: list[bytes] = []
        data = self._held + piece
        while (at := data.find(BEGIN)) >= 0:
            body, data = _body(data[at + len(BEGIN) :])
            if body is None and len(data) <= LONGEST:
                self._held = BEGIN + data
                return found
            if body and len(body) <= LONGEST:
                found.append(body)
        self._held = _beginning(data)
        return found


def _beginning(data: bytes) -> bytes:
    """The end of these bytes that may be the beginning of a report."""
    at = data.rfind(b"\x1b", -len(BEGIN))
    return data[at:] if at >= 0 and BEGIN.startswith(data[at:]) else b""


def _body(data: bytes) -> tuple[bytes | None, bytes]:
    """A report's body and what follows it; no body and all of it where its end did not come yet.

    An empty body stands for a report that was broken off.
    """
    for place, byte in enumerate(data[: LONGEST + 2]):
        if byte == 0x07:
            return data[:place], data[place + 1 :]
        if byte == 0x1B:
            if place + 1 == len(data):
                return None, data
            return (data[:place], data[place + 2 :]) if data[place + 1] == 0x5C else (b"", data[place:])
        if byte < 0x20:
            return b"", data[place:]
    return None, data


def record(body: bytes) -> dict[str, str]:
    """What the agent says of itself; nothing for what is said of a part of it, or is no report.

    Its words are left out, whatever they are, but for what still runs.
    """
    fields = dict(part.partition(b"=")[::2] for part in body.split(b":"))
    state = _name(fields.get(b"state", b""))
    if not state or state == LOST or b"id" in fields:
        return {}
    said = {"state": state, "kind": _name(fields.get(b"kind", b"")), "running": _running(fields)}
    return {key: value for key, value in said.items() if value}


def line_of(said: dict[str, str]) -> bytes:
    """The line for the file of reports, with the seconds since the machine was started."""
    told = {"up": f"{time.clock_gettime(time.CLOCK_BOOTTIME):.2f}", **said}
    inside = ", ".join(f'"{key}": "{value}"' for key, value in told.items())
    return f"{{{inside}}}\n".encode("ascii")


def _name(value: bytes) -> str:
    text = value.decode("ascii", "replace")
    return (
        text
        if 0 < len(text) <= 40 and text.replace("-", "").replace("_", "").isalnum() and text.isascii()
        else ""
    )


def _running(fields: dict[bytes, bytes]) -> str:
    """What goes on beside a turn that is over, such as ``1 shell``; empty for any other words."""
    try:
        text = binascii.a2b_base64(fields.get(b"msg", b"")).decode("ascii")
    except (ValueError, binascii.Error):
        return ""
    what = text.removesuffix(_STILL)
    words = what.replace(",", " ").split()
    known = all(word in _WORDS or (word.isdigit() and len(word) < 4) for word in words)
    return " ".join(words) if what != text and known and len(words) < 8 else ""


# ---------------------------------------------------------------- what it passes on


class Keys:
    """The way in: what is typed, and the answers to the agent's question."""

    def __init__(self) -> None:
        self._lock = _thread.allocate_lock()
        self._last = b""
        self._pastes = False
        self._answered = 0.0

    def run(self) -> None:
        """Pass on what is typed until the pane is gone."""
        while True:
            piece = _read(PANE_IN)
            if not piece:
                os._exit(GONE)
            with self._lock:
                _write(AGENT, piece)
                self._look(piece)

    def answer(self, body: bytes) -> None:
        """Say that somebody listens, between two keys and never inside a paste."""
        now = time.monotonic()
        if now - self._answered < ANSWERS_S:
            return
        self._answered = now
        while (self._pastes or self._amid()) and time.monotonic() - now < REST_S:
            time.sleep(0.005)
        if self._lock.acquire(timeout=REST_S):
            try:
                _write(AGENT, BEGIN + body + b"\x07")
            finally:
                self._lock.release()

    def _look(self, piece: bytes) -> None:
        data = self._last + piece
        begins, ends = data.rfind(b"\x1b[200~"), data.rfind(b"\x1b[201~")
        if begins >= 0 or ends >= 0:
            self._pastes = begins > ends
        self._last = data[-16:]

    def _amid(self) -> bool:
        """True while the last bytes are the beginning of a key."""
        at = self._last.rfind(b"\x1b")
        if at < 0:
            return False
        rest = self._last[at + 1 :]
        return not rest or (rest[:1] in b"[O]" and not any(0x40 <= byte <= 0x7E for byte in rest[1:]))


class Output:
    """The way out: what the agent writes; its reports are kept until they are fetched."""

    def __init__(self, keys: Keys, told: int) -> None:
        self._keys = keys
        self._told = told
        self._ear = Ear()
        self._lock = _thread.allocate_lock()
        self._reports: list[bytes] = []
        self._last: dict[str, str] = {}
        """What it said last: its words, which change more often, are not kept."""
        self._end = b""
        """What is written behind all that the agent wrote; empty while it lives."""
        self._held = b""
        """What may be the beginning of that."""
        self._waits = False
        """True while all that was read was passed on."""
        self._pieces = 0
        """How many were read."""
        self._done = _thread.allocate_lock()
        """Held until all was passed on."""
        self._done.acquire()

    def run(self) -> None:
        """Pass on what the agent writes, until its end."""
        over = False
        while not over:
            self._waits = True
            piece = _read(AGENT)
            self._waits, self._pieces = False, self._pieces + 1
            if not piece:
                os._exit(1)  # not while its terminal is held open: another relay may do better
            piece, over = self._before_end(piece)
            self._pass_on(piece)
        self._done.release()

    def end(self) -> None:
        """Wait until all that the agent wrote was passed on: it is followed by a mark that nothing else can be.

        What still has the terminal may keep the mark from coming, or change it: then it is over once nothing comes.
        """
        self._end = BEGIN + str(int.from_bytes(os.urandom(16), "big")).encode("ascii") + b"\x07"
        _thread.start_new_thread(_mark, (self._end,))
        poll = select.poll()
        poll.register(AGENT, select.POLLIN)
        before = -1
        while not self._done.acquire(timeout=LOOK_AGAIN_S):
            rests = self._waits and not poll.poll(0)
            if rests and self._pieces == before:
                return
            before = self._pieces if rests else -1

    def _before_end(self, piece: bytes) -> tuple[bytes, bool]:
        """What of these bytes the agent wrote, and whether that is the last of it."""
        if not self._end:
            return piece, False
        data = self._held + piece
        at = data.find(self._end)
        if at >= 0:
            return data[:at], True
        begun = data.rfind(b"\x1b", -len(self._end))
        kept = len(data) - begun if begun >= 0 and self._end.startswith(data[begun:]) else 0
        self._held = data[len(data) - kept :]
        return data[: len(data) - kept], False

    def reports(self) -> list[bytes]:
        """Those that came since the last call, without the oldest of too many: the last one is what is true now."""
        with self._lock:
            found, self._reports = self._reports, []
        return found

    def _pass_on(self, piece: bytes) -> None:
        for body in self._ear.hear(piece):
            if body == b"?":
                self._keys.answer(body)
            elif (said := record(body)) and said != self._last:
                self._last = said
                with self._lock:
                    self._reports = [*self._reports[1 - MOST_WAITING :], line_of(said)]
                _tell(self._told)
        _write(PANE_OUT, piece)


def _mark(end: bytes) -> None:
    """Write behind all that the agent wrote, through a terminal that it left stopped or changing what is written."""
    try:
        attributes = termios.tcgetattr(AGENTS)
        attributes[0] &= ~termios.IXON  # what ctrl+s stopped goes on by this alone
        attributes[1] &= ~termios.OPOST
        termios.tcsetattr(AGENTS, termios.TCSANOW, attributes)
        termios.tcflow(AGENTS, termios.TCOON)
        os.write(AGENTS, end)
    except (OSError, termios.error):
        return  # it is over once nothing comes


def _tell(descriptor: int) -> None:
    try:
        os.write(descriptor, b"r")
    except BlockingIOError:
        return  # full of such already


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, PIECE)
    except OSError:
        return b""


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


# ---------------------------------------------------------------- beside it


def same_size() -> None:
    """Give the agent's terminal the size of the pane."""
    size = fcntl.ioctl(PANE_IN, termios.TIOCGWINSZ, bytes(8))
    fcntl.ioctl(AGENT, termios.TIOCSWINSZ, size)


def draw_again() -> None:
    """Have the agent draw anew: what a relay that was killed had read and not yet written is lost."""
    size = bytearray(fcntl.ioctl(PANE_IN, termios.TIOCGWINSZ, bytes(8)))
    rows = int.from_bytes(size[:2], sys.byteorder)
    size[:2] = max(1, rows - 1).to_bytes(2, sys.byteorder)
    fcntl.ioctl(AGENT, termios.TIOCSWINSZ, bytes(size))
    time.sleep(AGAIN_S)  # programs look at the size, not at how often it changed


def call_itself(name: str) -> None:
    """Be known by this name in a list of processes."""
    try:
        with open("/proc/self/comm", "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib costs a megabyte
            file.write(name)
    except OSError:
        return


def report(lines: list[bytes]) -> None:
    """Append reports to the file. Where they cannot be written, what stands there is no longer true and goes."""
    data = b"".join(lines)
    if not _appended(data):
        _emptied()  # on a full disk there may be room then
        if not _appended(data):
            _emptied()


def _appended(data: bytes) -> bool:
    try:
        if os.fstat(REPORTS).st_size > FULL:
            os.ftruncate(REPORTS, 0)
        return os.write(REPORTS, data) == len(data)
    except OSError:
        return False


def _emptied() -> None:
    try:
        os.ftruncate(REPORTS, 0)
    except OSError:
        return


def restore(saved: str) -> None:
    """Put the pane's terminal settings back."""
    *numbers, signs = saved.split(":")
    attributes: list[int | list[bytes | int]] = [*map(int, numbers), [*bytes.fromhex(signs)]]
    try:
        termios.tcsetattr(PANE_IN, termios.TCSANOW, attributes)
    except termios.error:
        return


def agent_handle(pid: int) -> int:
    """A descriptor that is readable once the agent ended; -1 where it has."""
    try:
        handle = os.pidfd_open(pid)
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 - pathlib costs a megabyte
            parent = int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return -1
    return handle if parent == os.getppid() else -1


def main() -> int:
    """0 once the agent ended and all that it wrote was passed on."""
    call_itself("fleetui-relay")
    agent = agent_handle(int(sys.argv[1]))
    inside, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    signal.signal(signal.SIGWINCH, lambda *_: None)
    if sys.argv[3:]:
        report([line_of({"state": "unknown"})])
        draw_again()
    same_size()
    keys = Keys()
    output = Output(keys, told)
    _thread.start_new_thread(output.run, ())
    _thread.start_new_thread(keys.run, ())
    if agent >= 0:
        attend(agent, inside, output)
    output.end()
    report(output.reports())
    restore(sys.argv[2])
    return 0


def attend(agent: int, inside: int, output: Output) -> None:
    """Write down reports and follow the pane's size until the agent ended."""
    poll = select.poll()
    poll.register(agent, select.POLLIN)
    poll.register(inside, select.POLLIN)
    while True:
        ready = [descriptor for descriptor, _ in poll.poll()]
        if agent in ready:
            return
        if signal.SIGWINCH in os.read(inside, PIECE):
            same_size()
        if lines := output.reports():
            report(lines)
            time.sleep(REPORT_EVERY_S)


if __name__ == "__main__":
    os._exit(main())

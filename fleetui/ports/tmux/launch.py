"""Starts the agent: ``python -I launch.py SPEC``. Imports nothing of fleetui and ends as a small shell.

The shell is the pane's first process and waits for the agent below it. It is a child subreaper, which survives the
exec: children that fork twice or start a session of their own are handed to it and not to init, and when they end it
reaps them, which an agent would not do. And tmux lets a pane's first process go on whenever it is stopped; the agent
below it stays frozen while its work is rescued.

With a relay (``fleetui/ports/tmux/relay``) the agent gets a terminal of its own, and the shell starts the relay that
copies bytes between that and the pane. The shell has both ends of the terminal as long as it lives: a relay that is
killed or fails is started again and the agent notices nothing; where that fails too, two ``cat`` pass the bytes on.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import shutil
import signal
import stat
import sys
import termios
import tty
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
FROM_TMUX = ("TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX", "TMUX_PANE")
"""What the window's own tmux knows better than the operator's terminal."""
KEEPER = "fleetui-run"
"""What the shell calls itself, so that it is known among a run's processes."""
SCRIPT = 'trap : INT QUIT; "$@"; exit $?'
"""A trap that does nothing keeps the shell through keys meant for the agent, and is not handed down to it."""
RELAYED = "fleetui-relayed"
"""What the shell calls itself where there is a relay."""
RELAYED_SCRIPT = """
trap : INT QUIT
exec 2>/dev/null 6<&0
python=$1 terminal=$2 relay=$3 saved=$4; shift 4
"$python" -I -S "$terminal" "$@" <&4 >&4 2>&4 3>&- 5>&- 6>&- &
agent=$! anew= left=5
while :; do
    "$python" -I -S "$relay" "$agent" "$saved" $anew 6>&-
    case $? in 0) break ;; 9) exit 129 ;; esac
    anew=anew left=$((left - 1))
    [ $left -gt 0 ] && continue
    echo '{"state": "lost"}' >&5
    cat <&3 4>&- 5>&- & out=$!
    cat <&6 >&3 4>&- 5>&- & in=$!
    same_size() { set -- $(stty size <&6); stty rows "$1" cols "$2" <&4; }
    trap same_size WINCH
    same_size
    while wait "$agent"; code=$?; kill -0 "$agent"; do :; done
    sleep 0.1
    kill $out $in
    stty sane <&6
    exit $code
done
wait "$agent"
exit $?
"""
"""The descriptors: 3 and 4 are the two ends of the agent's terminal, 5 the file for what it reports, 6 the pane."""


def read_spec(path: str) -> tuple[list[str], str, dict[str, str], dict[str, str]]:
    """Argument list, folder, environment and relay; the file, which holds the environment, is deleted first."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, encoding="utf-8") as file:
        Path(path).unlink()
        about = os.fstat(descriptor)
        if about.st_uid != os.getuid() or stat.S_IMODE(about.st_mode) & 0o077:
            raise PermissionError(f"{path} is not private")
        spec = json.load(file)
    return list(spec["argv"]), str(spec["cwd"]), dict(spec["environment"]), dict(spec.get("relay", {}))


def main() -> int:
    """The exit code when nothing could be started; never returns when all is well."""
    try:
        argv, folder, environment, relay = read_spec(sys.argv[1])
    except (OSError, ValueError, KeyError, IndexError) as error:
        return complain(f"cannot read what to start: {error}", 126)
    try:
        os.chdir(folder)
    except OSError as error:
        return complain(f"cannot enter {folder!r}: {error.strerror}", 126)
    environment = of_this_pane(environment, folder)
    program = shutil.which(argv[0], path=environment.get("PATH", os.defpath))
    if program is None:
        return complain(f"cannot start {argv[0]!r}: {why_not(argv[0])}", 127)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # Python ignores these two, and what is ignored stays so in the program that is started
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    # by its path: a shell has commands of its own under some names
    command = [str(Path(program).absolute()), *argv[1:]]
    return become(relayed(command, relay) or ["sh", "-c", SCRIPT, KEEPER, *command], environment)


def relayed(command: list[str], relay: dict[str, str]) -> list[str]:
    """The shell's arguments for an agent with a relay, whose descriptors are open then.

    Nothing where none is asked for or there can be none: an agent without is better than none.
    """
    if not relay or not hasattr(os, "pidfd_open"):
        return []
    try:
        saved = open_terminal(relay["reports"])
    except (OSError, termios.error, KeyError):
        return []
    said = [sys.executable, relay["terminal"], relay["relay"], saved]
    return ["sh", "-c", RELAYED_SCRIPT, RELAYED, *said, *command]


def open_terminal(folder: str) -> str:
    """Open the agent's terminal, which is like the pane's, and the file for its reports.

    The pane's is raw from then on; returned are its settings of before, to be put back.
    """
    before = termios.tcgetattr(0)
    size = fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8))
    reports = open_reports(folder)
    ours, agents = os.openpty()
    termios.tcsetattr(agents, termios.TCSANOW, before)
    fcntl.ioctl(agents, termios.TIOCSWINSZ, size)
    for wanted, descriptor in zip((3, 4, 5), away((ours, agents, reports)), strict=True):
        os.dup2(descriptor, wanted)
        os.close(descriptor)
    tty.setraw(0, termios.TCSANOW)
    *numbers, signs = before
    return ":".join([*map(str, numbers), b"".join(map(as_bytes, signs)).hex()])


def as_bytes(sign: bytes | int) -> bytes:
    """One of the signs of a terminal's settings, which may be numbers."""
    return sign if isinstance(sign, bytes) else bytes([sign])


def away(descriptors: tuple[int, ...]) -> list[int]:
    """The same files at numbers that none of them is wanted at."""
    moved = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, 10) for one in descriptors]
    for one in descriptors:
        os.close(one)
    return moved


def open_reports(folder: str) -> int:
    """The file for what the agent reports, named by the process that its pane begins with."""
    Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    started = Path("/proc/self/stat").read_bytes().rpartition(b")")[2].split()[19].decode("ascii")
    path = f"{folder}/relay.{os.getpid()}.{started}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(path, flags, 0o600)


def become(argv: list[str], environment: dict[str, str]) -> int:
    """Go on as the shell."""
    try:
        os.execve("/bin/sh", argv, environment)  # noqa: S606 - going on as the shell is the purpose
    except OSError as error:
        return complain(f"cannot start /bin/sh: {error.strerror}", 126)


def of_this_pane(environment: dict[str, str], folder: str) -> dict[str, str]:
    """The environment with what belongs to this pane and folder instead of the operator's terminal."""
    kept = {name: value for name, value in environment.items() if name not in (*FROM_TMUX, "OLDPWD")}
    return kept | {name: os.environ[name] for name in FROM_TMUX if name in os.environ} | {"PWD": folder}


def why_not(program: str) -> str:
    """Why a program was not found."""
    return "it is not executable" if "/" in program and Path(program).exists() else "there is no such program"


def complain(text: str, code: int) -> int:
    """One line for whoever looks at the pane."""
    sys.stderr.write(f"fleetui: {text}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())

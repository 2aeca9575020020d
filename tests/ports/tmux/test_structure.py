from __future__ import annotations

import asyncio
import json
import os
import pty
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.tmux import PasteResult, WindowSpec
from fleetui.model.identities import PaneRef
from fleetui.ports.tmux import Tmux, launch
from fleetui.ports.tmux.structure import write_spec
from fleetui.ports.tmux.version import parse_version, require
from fleetui.time_limit import time_limit
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until, until_async

CATCHING = """
import signal
for number in (signal.SIGINT, signal.SIGQUIT):
    signal.signal(number, lambda number, _: print("got", number, flush=True))
print("ready", flush=True)
while True:
    signal.pause()
"""


def spec(
    *argv: str, agent: str = "ada", run: str = "01HRUN", cwd: str = "/", **environment: str
) -> WindowSpec:
    return WindowSpec(agent, run, argv or ("cat",), cwd, environment)


async def test_a_run_gets_its_size_folder_tag_and_the_operators_environment(
    tmux: PrivateTmux, either: Tmux, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPERATORS", "own $(touch canary) #(touch canary) ;\nvalue")
    monkeypatch.setenv("TMUX", "/nowhere,1,0")
    monkeypatch.setenv("LINES", "3")
    hostile = tmp_path / "a #(touch canary) $(x);"
    hostile.mkdir()
    program = "import json,os,sys; json.dump([dict(os.environ), os.getcwd(), sys.argv[1:]], open('out','w')); input()"
    arguments = ("; kill-server", ";", "#{pid}", "it's", "", "x;")
    pane = await either.create(spec(sys.executable, "-c", program, *arguments, cwd=str(hostile), EXTRA="1"))
    out = hostile / "out"
    until(lambda: out.exists() and out.read_text().endswith("]"))
    environment, folder, got = json.loads(out.read_text())
    assert folder == str(hostile)
    assert got == list(arguments)
    assert environment["OPERATORS"] == os.environ["OPERATORS"]
    assert (environment["FLEETUI_RUN"], environment["FLEETUI_AGENT"], environment["EXTRA"]) == (
        "01HRUN",
        "ada",
        "1",
    )
    assert environment["TMUX"].startswith(tmux.socket)
    assert environment["TMUX_PANE"] == pane.pane
    assert "LINES" not in environment
    assert environment["PWD"] == str(hostile)
    assert pane == tmux.ref(pane.pane)
    assert tmux.show(pane.pane, "#{window_width}x#{window_height} #{window_name}") == "120x40 ada"
    assert list((tmux.folder / "run").iterdir()) == []


async def test_a_missing_program_or_folder_says_so_in_one_line_and_stays_to_be_read(
    tmux: PrivateTmux, either: Tmux
) -> None:
    missing = await either.create(spec("no-such-agent"))
    until(lambda: tmux.show(missing.pane, "#{pane_dead}") == "1")
    assert (
        tmux.text(missing.pane).strip() == "fleetui: cannot start 'no-such-agent': there is no such program"
    )
    nowhere = await either.create(spec(cwd="/no/such/folder", run="02HRUN"))
    until(lambda: tmux.show(nowhere.pane, "#{pane_dead}") == "1")
    assert "cannot enter '/no/such/folder'" in tmux.text(nowhere.pane)

    async def exit_codes() -> bool:
        # a pane is dead when its terminal closes, a moment before tmux knows the exit code
        panes = (await either.observe(tmux.socket, frozenset())).panes or {}
        return bool(panes) and [panes[pane.pane].exit_code for pane in (missing, nowhere)] == [127, 126]

    await until_async(exit_codes)
    assert missing in [facts.ref for facts in await either.discover()]


async def test_the_own_server_takes_no_configuration_and_outlives_every_run(
    tmux: PrivateTmux, own: Tmux
) -> None:
    panes = await asyncio.gather(*(own.create(spec(agent=f"a{n}", run=f"RUN{n}")) for n in range(4)))
    assert len({pane.pane for pane in panes}) == 4
    assert len({pane.server for pane in panes}) == 1
    for option, value in (("exit-empty", "off"), ("set-clipboard", "off")):
        assert tmux("show-options", "-sv", option) == value
    for option, value in (("remain-on-exit", "on"), ("allow-passthrough", "off"), ("window-size", "latest")):
        assert tmux("show-options", "-gwv", option) == value
    for pane in panes:
        await own.close(pane)
    assert tmux("list-sessions", "-F", "#{session_name}") == "keeper"
    assert tmux.pid == panes[0].server.pid


async def test_a_pane_is_closed_by_identity_only(tmux: PrivateTmux, either: Tmux) -> None:
    pane = await either.create(spec())
    stranger = PaneRef(pane.server, pane.pane, pane.pid + 1, 0)
    with pytest.raises(PortError, match="left alone"):
        await either.close(stranger)
    assert tmux.show(pane.pane, "#{pane_pid}") == str(pane.pid)
    await either.close(pane)
    await either.close(pane)
    await either.create(spec(agent="other"))
    tmux.stop()
    await either.close(pane)


async def test_a_dead_pane_is_closed_too(tmux: PrivateTmux, either: Tmux) -> None:
    pane = await either.create(spec("true"))
    until(lambda: tmux.show(pane.pane, "#{pane_dead}") == "1")
    await either.close(pane)
    assert pane.pane not in tmux("list-panes", "-a", "-F", "#{pane_id}").split()


async def test_panes_of_other_servers_are_never_closed(tmux: PrivateTmux, port: Tmux) -> None:
    pane = tmux.start()
    with pytest.raises(PortError, match="own server"):
        await port.close(tmux.ref(pane))


@pytest.mark.parametrize("name", ["", "-x", "a b", "a;", "#(id)", "$(id)", "ä", "a" * 80, "=x", "%0", "a\nb"])
async def test_names_and_tags_that_tmux_could_misread_are_refused(
    tmux: PrivateTmux, own: Tmux, name: str
) -> None:
    with pytest.raises(PortError):
        await own.create(spec(agent=name))
    with pytest.raises(PortError):
        await own.create(spec(run=name if name != "-x" else "a;b"))
    assert not Path(tmux.socket).exists()


async def test_a_stopped_own_server_is_an_error_in_time_and_works_again_afterwards(
    tmux: PrivateTmux, own: Tmux, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await own.create(spec())
    monkeypatch.setattr("fleetui.ports.tmux.structure.LIMIT_S", 1.0)
    os.kill(first.server.pid, signal.SIGSTOP)
    with pytest.raises(PortError, match=r"did not answer .* the server is stopped"):
        await own.create(spec(run="02HRUN"))
    assert not list((tmux.folder / "run").glob("start-*")), "what it was to start must not wait on the disk"
    os.kill(first.server.pid, signal.SIGCONT)

    async def created() -> PaneRef | None:
        with suppress(PortError):
            return await own.create(spec(run="03HRUN"))
        return None

    assert (await until_async(created)).server == first.server
    assert tmux("list-panes", "-a", "-F", "#{@fleetui_run}").split() == ["01HRUN", "03HRUN"]


LEAVES = """
import asyncio, os, signal, sys
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.tmux import WindowSpec
from fleetui.ports.tmux import Tmux, structure
async def main():
    tmux = Tmux(sys.argv[1], sys.argv[2])
    first = await tmux.create(WindowSpec("ada", "01HRUN", ("cat",), "/", {}))
    structure.LIMIT_S = 0.5
    os.kill(first.server.pid, signal.SIGSTOP)
    print(first.server.pid, flush=True)
    try:
        await tmux.create(WindowSpec("ada", "02HRUN", ("cat",), "/", {}))
    except PortError:
        await tmux.disconnect()
asyncio.run(main())
"""


def test_a_stopped_own_server_does_not_keep_the_program_from_ending(tmux: PrivateTmux) -> None:
    argv = [sys.executable, "-c", LEAVES, tmux.socket, str(tmux.folder / "run")]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        server = int(program.stdout.readline())
        try:
            assert program.wait(20) == 0
        finally:
            program.kill()
            os.kill(server, signal.SIGCONT)
            tmux.adopt()


async def test_a_folder_others_may_write_to_is_not_used(tmux: PrivateTmux) -> None:
    folder = tmux.folder / "open"
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(PortError, match="somebody else"):
        await Tmux(tmux.socket, str(folder)).create(spec())


def test_the_launch_file_is_private(tmp_path: Path) -> None:
    path = Path(write_spec(str(tmp_path), spec("x", SECRET="s")))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    argv, folder, environment, _ = launch.read_spec(str(path))
    assert (argv, folder, environment["SECRET"]) == (["x"], "/", "s")
    assert not path.exists()


async def test_signals_that_python_ignores_work_in_the_agent(tmux: PrivateTmux, either: Tmux) -> None:
    pane = await either.create(spec("sh", "-c", "grep SigIgn /proc/$$/status; cat"))
    tmux.shows(pane.pane, "SigIgn:")
    ignored = int(tmux.text(pane.pane).split()[1], 16)
    assert not ignored & (1 << (signal.SIGPIPE - 1) | 1 << (signal.SIGXFSZ - 1))


async def test_keys_meant_for_the_agent_do_not_end_what_keeps_it(tmux: PrivateTmux, either: Tmux) -> None:
    pane = await either.create(spec(sys.executable, "-c", CATCHING))
    tmux.shows(pane.pane, "ready")
    for key, number in (("C-c", 2), ("C-\\", 3)):
        assert await either.press(pane, [key]) is PasteResult.PASTED
        tmux.shows(pane.pane, f"got {number}")
    assert tmux.show(pane.pane, "#{pane_dead}") == "0"


@pytest.mark.parametrize(("script", "code"), [("exit 7", 7), ("kill -9 $$", 137)] * 4)
async def test_the_agents_exit_code_is_the_panes(
    tmux: PrivateTmux, either: Tmux, script: str, code: int
) -> None:
    pane = await either.create(spec("sh", "-c", script))

    async def known() -> bool:
        facts = ((await either.observe(tmux.socket, frozenset())).panes or {}).get(pane.pane)
        return bool(facts and facts.dead and facts.exit_code == code)

    await until_async(known)


async def test_a_program_named_like_a_shell_command_is_the_program(
    tmux: PrivateTmux, either: Tmux, tmp_path: Path
) -> None:
    program = tmp_path / "test"
    program.write_text("#!/bin/sh\necho the program; cat\n")
    program.chmod(0o755)
    pane = await either.create(spec("test", PATH=f"{tmp_path}:{os.environ['PATH']}"))
    tmux.shows(pane.pane, "the program")


@contextmanager
def terminal(command: tuple[str, ...]) -> Iterator[int]:
    """A command on a terminal of its own; the pid."""
    pid, descriptor = pty.fork()
    if pid == 0:
        for name in ("TMUX", "TMUX_PANE"):
            os.environ.pop(name, None)
        os.environ["TERM"] = "xterm"
        os.execvp(command[0], command)  # noqa: S606
    loop = asyncio.get_running_loop()
    loop.add_reader(descriptor, lambda: _drain(descriptor))
    try:
        yield pid
    finally:
        loop.remove_reader(descriptor)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(descriptor)


def _drain(descriptor: int) -> None:
    with suppress(OSError):
        os.read(descriptor, 65536)


def attached(tmux: PrivateTmux) -> list[str]:
    """The panes that terminals, not control clients, look at."""
    rows = tmux("list-clients", "-F", "#{client_control_mode} #{pane_id}").splitlines()
    return sorted(row.split()[1] for row in rows if row.startswith("0"))


async def test_two_terminals_attached_at_once_each_see_their_own_run(tmux: PrivateTmux, either: Tmux) -> None:
    one, two = [await either.create(spec(agent=name, run=name)) for name in ("one", "two")]
    with terminal(either.attach_command(one)), terminal(either.attach_command(two)):
        await until_async(lambda: attached(tmux) == sorted([one.pane, two.pane]))
    await until_async(lambda: attached(tmux) == [])
    size = "#{window_width}x#{window_height}"
    await until_async(lambda: [tmux.show(pane.pane, size) for pane in (one, two)] == ["120x40"] * 2)


async def test_attaching_to_a_pane_of_another_server_shows_exactly_its_window(
    tmux: PrivateTmux, port: Tmux
) -> None:
    tmux.start()
    pane = tmux.window()
    ref = tmux.ref(pane)
    for listed in (False, True):
        if listed:
            await port.observe(tmux.socket, frozenset())
        tmux("select-window", "-t", "one:0")
        with terminal(port.attach_command(ref)):
            await until_async(lambda: attached(tmux) == [pane])
        await until_async(lambda: attached(tmux) == [])
    with terminal(port.attach_command(PaneRef(ref.server, pane, ref.pid + 1, 0))) as pid:
        await until_async(lambda: os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT))
    assert attached(tmux) == []


async def test_discovery_finds_every_server_and_a_stopped_one_holds_up_nothing(
    tmux: PrivateTmux, own: Tmux, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmux.folder / f"tmux-{os.getuid()}"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("TMUX_TMPDIR", str(tmux.folder))
    monkeypatch.delenv("TMUX", raising=False)
    (folder / "not-a-socket").touch()
    with private_tmux() as good, private_tmux() as stopped:
        for server, name in ((good, "good"), (stopped, "stopped")):
            server.socket = str(folder / name)
        pane = good.start("cat")
        stopped.start("cat")
        stopped.stop(signal.SIGSTOP)
        mine = await own.create(spec())
        async with time_limit(6):
            found = {facts.ref: facts for facts in await own.discover()}
        assert good.ref(pane) in found
        assert mine in found
        assert {ref.server.socket for ref in found} == {good.socket, tmux.socket}
        assert found[good.ref(pane)].command == "cat"


async def test_a_server_on_a_socket_that_is_named_is_found_once_blanks_and_all(
    tmux: PrivateTmux, own: Tmux
) -> None:
    folder = tmux.folder / "a place; of #{its} own"
    folder.mkdir()
    with private_tmux() as other:
        other.socket = str(folder / "so cket")
        pane = other.ref(other.start())
        (tmux.folder / "link").symlink_to(other.socket)
        assert pane not in [facts.ref for facts in await own.discover()]
        named = (other.socket, str(tmux.folder / "link"), "/nonexistent/s", "relative", "", str(folder))
        assert [facts.ref for facts in await own.discover(named)] == [pane]


async def test_names_and_folders_hostile_to_a_list_are_read_whole(tmux: PrivateTmux, port: Tmux) -> None:
    folder = tmux.folder / "a | b\n%0 #{pid}\tü"
    folder.mkdir()
    tmux.start()
    pane = tmux(
        "new-window", "-d", "-P", "-F", "#{pane_id}", "-n", "n|; $(x)", f"cd {str(folder)!r}; exec cat"
    )
    tmux("respawn-pane", "-k", "-t", pane, "-c", str(folder).replace("#", "##"), "cat")
    tmux("select-pane", "-t", pane, "-T", "title | x")

    async def facts() -> bool:
        sight = await port.observe(tmux.socket, frozenset())
        known = (sight.panes or {}).get(pane)
        return bool(known and known.cwd == str(folder) and known.title == "title | x")

    await until_async(facts)


@pytest.mark.parametrize(
    ("text", "version"),
    [("3.3a", (3, 3)), ("tmux next-3.6", (3, 6)), ("3.10", (3, 10)), ("tmux master", (99, 0)), ("", (0, 0))],
)
def test_versions_are_numbers(text: str, version: tuple[int, int]) -> None:
    assert parse_version(text) == version


async def test_a_missing_or_old_tmux_says_what_to_install(own: Tmux, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shutil.which("tmux")
    assert parse_version(await own.version()) >= (3, 2)
    with pytest.raises(PortError, match="install tmux"):
        require("3.1c")
    with monkeypatch.context() as patch, pytest.raises(PortError, match="install tmux"):
        patch.setenv("PATH", "/nonexistent")
        await own.version()

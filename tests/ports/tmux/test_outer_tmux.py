"""Going into a pane and coming back: in one tmux by switching, in fleetui's own by one key, however deep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.tmux import Tmux
from fleetui.ports.tmux.outer_tmux import BACK_KEY, OuterTmux, way_back
from fleetui.ports.tmux.silent_servers import SilentServers
from tests.ports.tmux.test_structure import attached, spec, terminal
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until, until_async


@pytest.fixture
def outer() -> Iterator[PrivateTmux]:
    """The operator's own tmux."""
    with private_tmux() as server:
        yield server


def inside(tmux: PrivateTmux, pane: str) -> Mapping[str, str]:
    """The environment of a program in a pane."""
    return {"TMUX": f"{tmux.socket},{tmux.pid},0", "TMUX_PANE": pane}


def all_settings(tmux: PrivateTmux) -> list[str]:
    """Every option and key of a server."""
    asks = (("show-options", "-g"), ("show-options", "-s"), ("show-options", "-gw"), ("list-keys",))
    return [tmux(*ask) for ask in asks]


def place(tmux: PrivateTmux, pane: str) -> str:
    return tmux.show(pane, "#{session_id}:#{window_id}.#{pane_id}")


@pytest.mark.parametrize(
    ("where", "keys", "back"),
    [
        ("session", "C-b L", ("C-b", "L")),
        ("window", "C-b l", ("C-b", "l")),
        ("pane", "C-b ;", ("C-b", "\\;")),
    ],
)
async def test_a_pane_of_the_same_tmux_is_switched_to_and_the_keys_that_are_said_come_back(
    tmux: PrivateTmux, outer: PrivateTmux, where: str, keys: str, back: tuple[str, ...]
) -> None:
    dashboard = tmux.start(name="mine")
    agent = {
        "session": lambda: tmux.start(name="theirs"),
        "window": tmux.window,
        "pane": lambda: tmux("split-window", "-d", "-P", "-F", "#{pane_id}", "-t", dashboard, "cat"),
    }[where]()
    terminal_pane = outer.start(f"env -u TMUX tmux -u -S {tmux.socket} attach-session -t mine")
    await until_async(lambda: attached(tmux) == [dashboard])
    before = all_settings(tmux)
    here = OuterTmux(SilentServers(), inside(tmux, dashboard))
    assert await here.show(tmux.ref(agent), place(tmux, agent), own=False) == keys
    await until_async(lambda: attached(tmux) == [agent])
    await until_async(lambda: f"{keys} comes back" in outer.text(terminal_pane))
    assert len(attached(tmux)) == 1, "no client is attached within the other"
    assert all_settings(tmux) == before
    outer("set-option", "-g", "prefix", "None")
    outer("send-keys", "-t", terminal_pane, *back)
    await until_async(lambda: attached(tmux) == [dashboard])


async def test_the_operators_own_keys_are_named(tmux: PrivateTmux, outer: PrivateTmux) -> None:
    dashboard, agent = tmux.start(name="mine"), tmux.start(name="theirs")
    for command in (
        "set-option -g prefix C-a",
        "unbind-key L",
        "unbind-key l",
        "bind-key Space switch-client -l",
    ):
        tmux(*command.split(" "))
    outer.start(f"env -u TMUX tmux -u -S {tmux.socket} attach-session -t mine")
    await until_async(lambda: attached(tmux) == [dashboard])
    here = OuterTmux(SilentServers(), inside(tmux, dashboard))
    assert await here.show(tmux.ref(agent), place(tmux, agent), own=False) == "C-a Space"


async def test_where_no_terminal_shows_the_dashboard_nothing_is_switched(tmux: PrivateTmux) -> None:
    dashboard, agent = tmux.start(name="mine"), tmux.start(name="theirs")
    here = OuterTmux(SilentServers(), inside(tmux, dashboard))
    with pytest.raises(PortError, match="no terminal"):
        await here.show(tmux.ref(agent), place(tmux, agent), own=False)


@pytest.mark.parametrize("prefix", ["C-b", "C-a", "None"])
async def test_one_key_leaves_the_own_server_and_the_prefix_that_is_shown_does_too(
    tmux: PrivateTmux, own: Tmux, outer: PrivateTmux, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await own.create(spec())
    await own.discover()
    pane = outer.start()
    outer("set-option", "-g", "prefix", prefix)
    for name, value in inside(outer, pane).items():
        monkeypatch.setenv(name, value)
    port = Tmux(tmux.socket, str(tmux.folder / "run"))
    await port.discover()
    assert await port.show_here(run) == ""
    with terminal(port.attach_command(run)):
        await until_async(lambda: attached(tmux) == [run.pane])
        shown = tmux.show(run.pane, "#{T:status-right}")
        assert shown == f" {BACK_KEY} or {way_back(prefix)}: back "
    await until_async(lambda: attached(tmux) == [])
    terminal_pane = outer.start(f"env -u TMUX tmux -u -S {tmux.socket} attach-session", name="two")
    await until_async(lambda: attached(tmux) == [run.pane])
    outer("send-keys", "-t", terminal_pane, BACK_KEY)
    await until_async(lambda: attached(tmux) == [])
    await port.disconnect()


async def test_the_key_leads_to_a_dashboard_in_the_own_server(
    tmux: PrivateTmux, own: Tmux, outer: PrivateTmux
) -> None:
    run = await own.create(spec())
    dashboard = tmux.start(name="mine")
    terminal_pane = outer.start(f"env -u TMUX tmux -u -S {tmux.socket} attach-session -t mine")
    await until_async(lambda: attached(tmux) == [dashboard])
    here = OuterTmux(SilentServers(), inside(tmux, dashboard))
    assert await here.show(run, place(tmux, run.pane), own=True) == BACK_KEY
    await until_async(lambda: attached(tmux) == [run.pane])
    outer("send-keys", "-t", terminal_pane, BACK_KEY)
    await until_async(lambda: attached(tmux) == [dashboard])


def test_the_tmux_around_is_told_by_its_socket_whatever_path_leads_there(tmux: PrivateTmux) -> None:
    pane = tmux.start()
    link = tmux.folder / "a link"
    link.symlink_to(tmux.socket)
    here = OuterTmux(SilentServers(), inside(tmux, pane))
    assert here.is_in(str(link))
    assert not here.is_in(str(tmux.folder))
    assert not OuterTmux(SilentServers(), {}).is_in(tmux.socket)
    assert OuterTmux(SilentServers(), {}).prefix == ""
    until(lambda: tmux.pid)

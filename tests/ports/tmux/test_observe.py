from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable

import psutil
import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.tmux import PaneFacts, ServerSight
from fleetui.model.screen import Frame
from fleetui.ports.tmux import Tmux, observe
from tests.support.tmux import PrivateTmux
from tests.support.waiting import until_async

REDRAW_ONE_CELL = """
import pathlib, sys, time
mark = pathlib.Path(sys.argv[0]).with_name("mark")
print("\\033[2J\\033[1;1Hspinner .", end="", flush=True)
while True:
    if mark.exists():
        print(f"\\0337\\033[1;9H{mark.read_text()[:1]}\\0338", end="", flush=True)
        mark.unlink()
    time.sleep(0.02)
"""

HOSTILE = r"""
import sys, time
w = sys.stdout.buffer.write
w(b"%begin 1 2 1\n%end 1 2 1\n%output %0 spoof\n%exit\n")
w(b"bad \xff\xfe utf-8 \xc3( end\n")
w(b"slash \\ \\033[31m \\\\ tail\n")
w(b"$HOME ${x} $_ $1 \\$HOME \\\\$HOME '$\n")
w(b"\033[32mgreen\033[0m \xe2\x9c\xbb \xe6\xbc\xa2\n")
w(b"\033]0;title | \xe2\xa0\x90 x\007ready\n")
sys.stdout.flush()
time.sleep(600)
"""


async def frames_of(port: Tmux, tmux: PrivateTmux, *panes: str) -> dict[str, Frame]:
    sight = await port.observe(tmux.socket, frozenset(panes))
    assert not sight.error
    return dict(sight.frames or {})


async def test_the_first_tick_shows_every_pane_and_lists_all(tmux: PrivateTmux, port: Tmux) -> None:
    first = tmux.start("echo one; cat")
    second = tmux.window("echo two; cat")
    tmux.shows(first, "one")
    tmux.shows(second, "two")
    sight = await port.observe(tmux.socket, frozenset({first}))
    assert sight.server == tmux.ref(first).server
    assert sight.frames is not None
    assert {pane: frame.texts for pane, frame in sight.frames.items()} == {first: ("one",)}
    assert sight.panes is not None
    assert {pane: facts.ref for pane, facts in sight.panes.items()} == {
        p: tmux.ref(p) for p in (first, second)
    }


async def test_nothing_is_captured_or_handed_out_when_nothing_changed(tmux: PrivateTmux, port: Tmux) -> None:
    pane = tmux.start()
    await frames_of(port, tmux, pane)
    quiet = time.time() + 1.1
    await until_async(lambda: time.time() > quiet)
    await frames_of(port, tmux, pane)
    await frames_of(port, tmux, pane)  # once silent, a pane is captured whole a last time
    before = port._watch(tmux.socket).captures
    for _ in range(8):
        assert await frames_of(port, tmux, pane) == {}
    assert port._watch(tmux.socket).captures == before


async def test_a_single_cell_redrawn_in_place_is_seen(tmux: PrivateTmux, port: Tmux) -> None:
    pane = tmux.python(REDRAW_ONE_CELL)
    tmux.shows(pane, "spinner")
    await frames_of(port, tmux, pane)
    told = "#{history_bytes} #{history_size} #{cursor_x} #{cursor_y}"
    before = tmux.show(pane, told)
    for mark in "abc":
        (tmux.folder / "mark").write_text(mark)

        async def seen(wanted: str = f"spinner {mark}") -> bool:
            frame = (await frames_of(port, tmux, pane)).get(pane)
            return bool(frame and frame.texts[0] == wanted)

        await until_async(seen)
    assert tmux.show(pane, told) == before


async def test_output_in_the_second_of_the_last_tick_is_not_lost(tmux: PrivateTmux, port: Tmux) -> None:
    pane = tmux.start()
    for number in range(30):
        await frames_of(port, tmux, pane)
        tmux.send(pane, f"n{number}")
        tmux.shows(pane, f"n{number}\nn{number}")
        latest = (await frames_of(port, tmux, pane))[pane]
        assert latest.texts[-1] == f"n{number}"
        tmux("send-keys", "-R", "-t", pane)


async def test_a_pane_that_vanishes_between_list_and_capture_leaves_the_others_right(
    tmux: PrivateTmux, port: Tmux
) -> None:
    first = tmux.start("echo alpha; cat")
    second = tmux.window("echo beta; cat")
    third = tmux.window("echo gamma; cat")
    for pane, text in ((first, "alpha"), (second, "beta"), (third, "gamma")):
        tmux.shows(pane, text)
    tmux("kill-pane", "-t", second)
    # it is asked for although it is gone: the same as vanishing after the list
    frames = await frames_of(port, tmux, first, second, third, "%999", "%1;kill-server")
    assert {pane: frame.texts for pane, frame in frames.items()} == {first: ("alpha",), third: ("gamma",)}
    assert await frames_of(port, tmux, first, second, third) == {}


async def test_hostile_output_is_data(tmux: PrivateTmux, port: Tmux) -> None:
    pane = tmux.python(HOSTILE)
    tmux.shows(pane, "ready")
    frame = (await frames_of(port, tmux, pane))[pane]
    assert frame.texts[:4] == ("%begin 1 2 1", "%end 1 2 1", "%output %0 spoof", "%exit")
    assert "utf-8" in frame.texts[4]
    assert frame.texts[5] == "slash \\ \\033[31m \\\\ tail"
    assert frame.texts[6] == "$HOME ${x} $_ $1 \\$HOME \\\\$HOME '$"
    assert frame.texts[7] == "green ✻ 漢"
    assert frame.lines[7].runs[0].style.fg == 2
    assert frame.title == "title | ⠐ x"


async def test_resizing_and_copy_mode_are_seen_though_they_are_no_activity(
    tmux: PrivateTmux, port: Tmux
) -> None:
    pane = tmux.start()
    await frames_of(port, tmux, pane)
    quiet = time.time() + 1.1
    await until_async(lambda: time.time() > quiet)
    await frames_of(port, tmux, pane)

    async def shows(width: int, *, mode: bool) -> bool:
        frame = (await frames_of(port, tmux, pane)).get(pane)
        return bool(frame and frame.width == width and frame.in_mode is mode)

    tmux("resize-window", "-t", pane, "-x", "60", "-y", "20")
    await until_async(lambda: shows(60, mode=False))
    tmux("copy-mode", "-t", pane)
    await until_async(lambda: shows(60, mode=True))


async def test_a_killed_server_is_gone_and_its_successor_is_another(tmux: PrivateTmux, port: Tmux) -> None:
    pane = tmux.start()
    first = await port.observe(tmux.socket, frozenset({pane}))
    tmux.stop()
    sight = await port.observe(tmux.socket, frozenset({pane}))
    assert sight.gone
    assert sight.server is None
    assert (await port.observe(tmux.socket, frozenset({pane}))).gone
    tmux.start()

    async def answered() -> ServerSight | None:
        sight = await port.observe(tmux.socket, frozenset({pane}))
        return sight if sight.server else None

    again = await until_async(answered)
    assert again is not None
    assert again.server != first.server
    assert set(again.frames or {}) == {pane}


async def test_a_server_replaced_between_two_ticks_is_said_to_be_gone_once(
    tmux: PrivateTmux, port: Tmux
) -> None:
    pane = tmux.start()
    await frames_of(port, tmux, pane)
    tmux.stop()
    tmux.start()
    assert (await port.observe(tmux.socket, frozenset({pane}))).gone

    async def answered() -> bool:
        return (await port.observe(tmux.socket, frozenset({pane}))).server is not None

    await until_async(answered)


async def test_a_stopped_server_is_an_error_not_a_death_and_never_blocks_the_loop(
    tmux: PrivateTmux, port: Tmux
) -> None:
    pane = tmux.start()
    await frames_of(port, tmux, pane)
    tmux.stop(signal.SIGSTOP)
    gaps: list[float] = []

    async def heartbeat() -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            gaps.append(time.monotonic() - before)

    beat = asyncio.create_task(heartbeat())
    began = time.monotonic()
    for _ in range(3):
        sight = await port.observe(tmux.socket, frozenset({pane}))
        assert sight.error
        assert not sight.gone
    assert time.monotonic() - began < 10
    beat.cancel()
    assert max(gaps) < 0.5
    for pid in tmux._pids:
        os.kill(pid, signal.SIGCONT)

    async def answered() -> bool:
        return (await port.observe(tmux.socket, frozenset({pane}))).server is not None

    await until_async(answered)


async def test_no_process_is_started_per_tick_or_capture(tmux: PrivateTmux, port: Tmux) -> None:
    pane = tmux.start("while :; do date +%N; sleep 0.02; done")
    await frames_of(port, tmux, pane)
    children = psutil.Process().children()
    forks = _own_forks()
    for _ in range(50):
        await frames_of(port, tmux, pane)
        await asyncio.sleep(0.01)
    assert port._watch(tmux.socket).captures > 20
    assert psutil.Process().children() == children
    assert _own_forks() == forks


def _own_forks() -> set[int]:
    """Pids of the children of every thread, dead ones included until they are waited for."""
    me = psutil.Process()
    return {child.pid for child in me.children(recursive=True)}


async def test_the_server_does_not_grow_with_captures(tmux: PrivateTmux, port: Tmux) -> None:
    pane = tmux.python("print('x' * 3000, flush=True); input()")
    await frames_of(port, tmux, pane)
    server = psutil.Process(tmux.pid)

    async def capture(times: int) -> None:
        for _ in range(times):
            await port.observe(tmux.socket, frozenset({pane}), everything=True)

    await capture(500)
    before = server.memory_info().rss
    await capture(2500)
    assert server.memory_info().rss - before < 1_500_000


async def test_watching_changes_no_option_hook_or_buffer_and_asks_for_no_size(
    tmux: PrivateTmux, port: Tmux
) -> None:
    pane = tmux.start(width=91, height=33)
    tmux("set-buffer", "what the operator copied")

    def settings() -> list[str]:
        asked = ("show-options -g", "show-options -s", "show-options -gw", "show-hooks -g", "list-buffers")
        return [tmux(*command.split()) for command in (*asked, "list-sessions -F #{session_name}")]

    before = settings()
    await frames_of(port, tmux, pane)
    await port.observe(tmux.socket, frozenset({pane}), everything=True)
    assert settings() == before
    assert tmux.show(pane, "#{pane_width}x#{pane_height}") == "91x33"
    (flags,) = tmux.clients()
    assert {"ignore-size", "no-output", "read-only"} <= set(flags.split(","))


async def test_leaving_takes_the_client_away(tmux: PrivateTmux, port: Tmux) -> None:
    pane = tmux.start()
    await frames_of(port, tmux, pane)
    assert len(tmux.clients()) == 1
    await port.disconnect()
    await until_async(lambda: not tmux.clients())


async def test_a_session_that_ends_under_the_client_costs_one_reconnect(
    tmux: PrivateTmux, port: Tmux
) -> None:
    pane = tmux.start()
    tmux.start(name="two")
    await frames_of(port, tmux, pane)
    tmux("kill-session", "-t", "=two")
    tmux("set-option", "-g", "detach-on-destroy", "on")

    async def answered() -> bool:
        return not (await port.observe(tmux.socket, frozenset({pane}))).error

    await until_async(answered)


async def test_a_socket_nobody_listens_on_is_gone_and_stays_so(tmux: PrivateTmux, port: Tmux) -> None:
    sight = await port.observe(tmux.socket, frozenset({"%0"}))
    assert sight.gone
    assert "s" not in os.listdir(tmux.folder)  # noqa: PTH208 - no server was started by asking


async def test_a_fresh_frame_is_refused_for_a_pane_that_runs_something_else(
    tmux: PrivateTmux, port: Tmux
) -> None:
    pane = tmux.start("echo old; cat")
    tmux.shows(pane, "old")
    ref = tmux.ref(pane)
    assert (await port.fresh_frame(ref)).texts == ("old",)
    tmux("respawn-pane", "-k", "-t", pane, "cat")
    with pytest.raises(PortError, match="runs something else"):
        await port.fresh_frame(ref)


async def test_a_glance_shows_panes_of_an_unwatched_server_and_attaches_to_nothing(
    tmux: PrivateTmux, port: Tmux
) -> None:
    first = tmux.start("printf '\\033[31mone'; cat", name="first")
    second = tmux.start("echo two; cat", name="second")
    tmux.shows(first, "one")
    tmux.shows(second, "two")
    refs = tmux.ref(first), tmux.ref(second)
    seen = await port.glance(refs)
    assert [seen[ref].texts[0] for ref in refs] == ["one", "two"]
    assert seen[refs[0]].cursor == (3, 0)
    assert tmux("list-clients") == ""
    fresh = await port.fresh_frame(refs[0])
    assert (seen[refs[0]].texts, seen[refs[0]].lines[0]) == (fresh.texts, fresh.lines[0])


async def test_a_glance_leaves_out_a_pane_that_runs_something_else_or_is_gone(
    tmux: PrivateTmux, port: Tmux
) -> None:
    first, second, third = (tmux.start(f"echo {word}; cat", name=word) for word in ("one", "two", "three"))
    refs = [tmux.ref(pane) for pane in (first, second, third)]
    tmux("respawn-pane", "-k", "-t", first, "cat")
    tmux("kill-pane", "-t", third)
    assert set(await port.glance(refs)) == {refs[1]}
    assert await port.glance(()) == {}


async def test_scrollback_holds_history_and_screen_oldest_first(tmux: PrivateTmux, port: Tmux) -> None:
    pane = tmux.start("seq 1 200; cat", height=20)
    tmux.shows(pane, "200")
    texts = [line.text for line in (await port.scrollback(tmux.ref(pane), 1000)).lines]
    assert texts[:200] == [str(number) for number in range(1, 201)]


async def test_scrollback_tells_a_program_that_draws_on_the_alternate_screen(
    tmux: PrivateTmux, port: Tmux
) -> None:
    pane = tmux.start("seq 1 30; tput smcup; echo here; cat", height=10)
    tmux.shows(pane, "here")
    found = await port.scrollback(tmux.ref(pane), 1000)
    assert found.full_screen
    assert found.height == 10
    assert "here" in [line.text for line in found.lines[-10:]]
    assert [line.text for line in found.lines[:-10]] == [str(number) for number in range(1, 22)]
    assert not (await port.scrollback(tmux.ref(tmux.start("cat", name="two")), 10)).full_screen


async def test_a_resting_server_is_listed_seldom_and_at_once_when_something_happens_to_a_pane(
    tmux: PrivateTmux, port: Tmux, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observe, "LIST_RESTING_S", 60.0)
    pane = tmux.start()
    other = tmux.window("sleep 600")
    tmux("set-option", "-w", "-t", pane, "remain-on-exit", "on")
    watch = port._watch(tmux.socket)
    latest: dict[str, PaneFacts] = {}

    async def look() -> None:
        latest.update((await port.observe(tmux.socket, frozenset({pane}))).panes or {})

    async def resting() -> bool:
        """True once two seconds went by without a list: one every second would not let that be."""
        before = watch.listings
        for _ in range(10):
            await look()
            await asyncio.sleep(0.2)
        return watch.listings == before

    async def noticed_soon(right: Callable[[], bool]) -> None:
        latest.clear()
        began = time.monotonic()

        async def noticed() -> bool:
            await look()
            return bool(latest) and right()

        await until_async(noticed)
        assert time.monotonic() - began < observe.LIST_S + 4.0

    await until_async(resting)
    tmux("copy-mode", "-t", pane)
    await noticed_soon(lambda: latest[pane].in_mode)
    await until_async(resting)
    tmux("kill-pane", "-t", other)
    await noticed_soon(lambda: other not in latest)
    await until_async(resting)
    os.kill(tmux.ref(pane).pid, signal.SIGKILL)
    await noticed_soon(lambda: latest[pane].dead)


async def test_a_look_between_ticks_hands_out_what_changed_once_and_hides_nothing_from_the_tick(
    tmux: PrivateTmux, port: Tmux
) -> None:
    pane = tmux.start()
    ref = tmux.ref(pane)
    assert await port.look(ref) is None, "a pane that is not watched is no look's business"
    await frames_of(port, tmux, pane)
    tmux.send(pane, "hello")
    tmux.shows(pane, "hello\nhello")
    frame = await port.look(ref)
    assert frame is not None
    assert frame.texts == ("hello", "hello")
    assert await port.look(ref) is None
    assert pane not in await frames_of(port, tmux, pane)
    tmux.send(pane, "more")
    tmux.shows(pane, "more\nmore")
    assert (await frames_of(port, tmux, pane))[pane].texts[-1] == "more"


DRAW_AT_RANDOM = r"""
import pathlib, random, sys, time
chance, folder = random.Random(int(sys.argv[1])), pathlib.Path(sys.argv[0]).parent
w = sys.stdout.write
def word():
    colour = chance.choice(["0", "1;32", "38;5;174", "7", "48;2;1;2;3"])
    return f"\033[{colour}m" + chance.choice(["a", "bb", "x漢", "  "])
def line():
    return "".join(word() for _ in range(chance.randint(0, 5))) + "\033[0m"
def anywhere():
    w(f"\0337\033[{chance.randint(1, 24)};{chance.randint(1, 40)}H{line()}\0338")
def scroll():
    w("".join("\r\n" + line() for _ in range(chance.randint(1, 6))))
def region():
    w("\033[3;20r\033[20;1H" + "\r\n" + line() + "\033[r\033[24;1H")
def recolour():
    w("\033[2;1H\033[" + chance.choice(["31", "32", "7"]) + "mthe same words\033[0m\033[24;1H")
def clear():
    w("\033[2J")
for step in range(10_000):
    chance.choice([anywhere, anywhere, scroll, region, recolour, recolour, clear])()
    w("\033]0;step %d\007" % step)
    sys.stdout.flush()
    if step % 5 == 4:
        while not (folder / "go").exists():
            time.sleep(0.01)
        (folder / "go").unlink()
"""


@pytest.mark.parametrize("seed", ["1", "2", "3"])
async def test_what_is_put_together_of_parts_is_the_screen(tmux: PrivateTmux, port: Tmux, seed: str) -> None:
    """Text at every tick once the pane stands still, colours too as soon as it is silent."""
    program = tmux.folder / "draw.py"
    program.write_text(DRAW_AT_RANDOM)
    pane = tmux.start(f"{sys.executable} -I {program} {seed}", height=24)
    latest: dict[str, Frame] = {}
    parts = 0
    for step in range(4, 120, 5):
        tmux.shows_title(pane, f"step {step}")
        latest |= await frames_of(port, tmux, pane)
        true = await port.fresh_frame(tmux.ref(pane))
        assert latest[pane].texts == true.texts
        assert (latest[pane].cursor, latest[pane].title) == (true.cursor, f"step {step}")
        parts += port._watch(tmux.socket)._known[pane].owed
        (tmux.folder / "go").touch()
        await until_async(lambda: not (tmux.folder / "go").exists())
    assert parts > 5, "the short way was not taken"
    tmux.shows_title(pane, "step 124")

    async def silent() -> bool:
        latest.update(await frames_of(port, tmux, pane))
        return not port._watch(tmux.socket)._known[pane].owed

    await until_async(silent)
    true = await port.fresh_frame(tmux.ref(pane))
    assert [line.runs for line in latest[pane].lines] == [line.runs for line in true.lines]


@pytest.mark.parametrize(
    "prompt",
    ["plain $ ", "日本 $ ", "🚀 ❯ ", "e\u0301 $ ", "👩\u200d💻 $ ", "❤\ufe0f % ", "🇩🇪 $ ", "नम > ", "한 $ "],
)
async def test_what_stands_up_to_the_cursor_ends_where_this_tmux_has_it(
    tmux: PrivateTmux, port: Tmux, prompt: str
) -> None:
    pane = tmux.start(f"printf %s '{prompt}'; exec sleep 600")
    tmux.shows(pane, prompt.strip())
    seen: list[str | None] = []

    async def ends() -> bool:
        seen.extend(frame.up_to_cursor for frame in (await frames_of(port, tmux, pane)).values())
        return seen[-1:] == [prompt]

    await until_async(ends)


async def test_typed_text_is_cut_at_the_cursor_also_behind_wide_characters(
    tmux: PrivateTmux, port: Tmux
) -> None:
    pane = tmux.start("printf '日本 🚀 abc\\033[3D'; exec sleep 600")
    tmux.shows(pane, "abc")
    [frame] = (await frames_of(port, tmux, pane)).values()
    assert frame.up_to_cursor == "日本 🚀 "

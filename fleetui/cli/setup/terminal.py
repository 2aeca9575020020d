"""What ``doctor`` finds of the terminal: its size, its colours, and what a tmux around it lets through."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from fleetui.cli.setup.check import OK, WARN, Check
from fleetui.cli.setup.program_version import answer_of, lines_of
from fleetui.model.value import value

SMALLEST, TILES_FROM = (80, 24), 100
LONGEST_ESCAPE_MS = 100
"""Nobody notices a shorter wait; 500 is what tmux before 3.6 waits unasked."""
TRUE_COLOURS = ("truecolor", "24bit")
_CONF = "in ~/.tmux.conf, then detach and attach again"


def terminal_checks(environment: Mapping[str, str] = os.environ) -> tuple[Check, ...]:
    """All of them; those about tmux only inside one."""
    found = (terminal(environment), size())
    if not environment.get("TMUX"):
        return (*found, colours(environment))
    around = around_here()
    if around is None:
        fix = "run doctor in a window of that tmux; tmux list-sessions says whether it lives"
        return (
            *found,
            colours(environment),
            Check("tmux here", WARN, "the tmux around this does not answer", fix),
        )
    return (*found, *tmux_checks(environment, around))


def terminal(environment: Mapping[str, str]) -> Check:
    """Whether there is one at all."""
    term = environment.get("TERM", "")
    inside = ", inside tmux" if environment.get("TMUX") else ""
    text = f"TERM={term or 'unset'}{inside}"
    if term in ("", "dumb"):
        return Check("terminal", WARN, text, "the dashboard needs a real terminal; commands work without one")
    if inside and not term.startswith(("tmux", "screen")):
        fix = f'set -g default-terminal "tmux-256color" {_CONF}; nothing else may set TERM inside tmux'
        return Check("terminal", WARN, f"{text}: that is not what tmux draws", fix)
    return Check("terminal", OK, text)


def size() -> Check:
    """Whether the dashboard fits, and as what."""
    streams = (sys.stdout, sys.stdin, sys.stderr)
    handle = next(
        (stream.fileno() for stream in streams if stream is not None and _is_terminal(stream)), None
    )
    if handle is None:
        return Check("size", OK, "not known: this output goes to no terminal")
    width, height = os.get_terminal_size(handle)
    if width < SMALLEST[0] or height < SMALLEST[1]:
        fix = f"make it at least {SMALLEST[0]}x{SMALLEST[1]}: below that rows are cut"
        return Check("size", WARN, f"{width}x{height} is small", fix)
    return Check(
        "size", OK, f"{width}x{height}: the fleet as {'a grid' if width >= TILES_FROM else 'a list'}"
    )


def _is_terminal(stream: object) -> bool:
    try:
        return bool(stream.isatty())  # type: ignore[attr-defined]
    except (AttributeError, ValueError):
        return False


def colours(environment: Mapping[str, str]) -> Check:
    """How many colours the dashboard sends to a terminal without tmux."""
    if environment.get("NO_COLOR"):
        return Check("colours", OK, "none: NO_COLOR is set")
    if environment.get("COLORTERM", "") in TRUE_COLOURS:
        return Check("colours", OK, "true colour")
    many = "256" if "256" in environment.get("TERM", "") else "few"
    fix = "if this terminal has true colour (most have): export COLORTERM=truecolor"
    return Check("colours", WARN, f"{many}: COLORTERM is {environment.get('COLORTERM') or 'unset'}", fix)


# ---------------------------------------------------------------- the tmux around


@value
class OuterTmux:
    """What the tmux around this says of itself and of the terminal that is attached."""

    term: str
    """TERM of the terminal outside; empty while none is attached."""
    features: frozenset[str]
    utf8: bool
    focus_events: str
    set_clipboard: str
    passthrough: str
    """Empty where this tmux does not know it."""
    overrides: tuple[str, ...] = ()
    escape_time: str = ""
    """Milliseconds that it waits after Escape; empty where it does not say."""

    @property
    def true_colour(self) -> bool:
        """Whether RGB colours reach the terminal outside."""
        if self.features & {"RGB"}:
            return True
        return any(_grants_rgb(override, self.term) for override in self.overrides)


def _grants_rgb(override: str, term: str) -> bool:
    pattern, *given = override.split(":")
    return fnmatchcase(term, pattern) and bool({"Tc", "RGB"} & set(given))


def around_here() -> OuterTmux | None:
    """Ask the tmux of this pane; ``None`` when it does not answer."""
    tmux = shutil.which("tmux")
    client = (
        answer_of(
            (tmux, "display-message", "-p", "t#{client_termname}|#{client_termfeatures}|#{client_utf8}")
        )
        if tmux
        else None
    )
    if tmux is None or client is None:
        return None
    term, features, utf8 = (*client[1:].split("|"), "", "", "")[:3]

    def option(*which: str) -> str:
        return answer_of((tmux, "show-options", *which)) or ""

    return OuterTmux(
        term,
        frozenset(features.split(",")) - {""},
        utf8 != "0",
        option("-sv", "focus-events"),
        option("-sv", "set-clipboard"),
        option("-gwv", "allow-passthrough"),
        tuple(
            override
            for line in lines_of((tmux, "show-options", "-sv", "terminal-overrides"))
            for override in line.split(",")
        ),
        escape_time=option("-sv", "escape-time"),
    )


def tmux_checks(environment: Mapping[str, str], around: OuterTmux) -> Iterator[Check]:
    """What reaches the terminal outside, and what does not."""
    if not around.term:
        fix = "run doctor in the window you look at"
        yield Check("outside", WARN, "no terminal is attached to this tmux: its colours are not known", fix)
    else:
        yield tmux_colours(environment, around)
        yield characters_outside(around)
    yield focus(around)
    yield clipboard(around)
    yield passthrough(around)
    yield escape(around)


def tmux_colours(environment: Mapping[str, str], around: OuterTmux) -> Check:
    """Both halves: what the dashboard sends to tmux, and what tmux sends on."""
    if environment.get("NO_COLOR"):
        return colours(environment)
    sends = environment.get("COLORTERM", "") in TRUE_COLOURS
    fixes = []
    if not sends:
        fixes.append('set-environment -g COLORTERM "truecolor"')
    if not around.true_colour:
        fixes.append(f'set -as terminal-features ",{around.term}:RGB"')
    if not fixes:
        return Check("colours", OK, f"true colour, also through tmux to {around.term}")
    told = "tmux is told 256 colours: COLORTERM is unset" if not sends else "true colour"
    through = "passes true colour" if around.true_colour else "makes 256 colours of it"
    fix = f"{' and '.join(fixes)} {_CONF}" + ("" if sends else ", and open a new window")
    return Check("colours", WARN, f"{told}; tmux {through} for {around.term}", fix)


def characters_outside(around: OuterTmux) -> Check:
    """Whether tmux sends the screen's signs on."""
    if around.utf8:
        return Check("signs", OK, "tmux sends UTF-8 to this terminal")
    fix = 'attach with tmux -u, or export LANG=C.UTF-8 before; or glyphs = "ascii" under [screen]'
    return Check("signs", WARN, "tmux takes this terminal for one without UTF-8 and draws _ instead", fix)


def focus(around: OuterTmux) -> Check:
    """Whether the dashboard learns that somebody looks at it."""
    if around.focus_events == "on":
        return Check("focus", OK, "tmux says whether you look: alerts come only while you do not")
    text = "tmux does not say whether you look: half a minute after a key it counts as no, and alerts come"
    return Check("focus", WARN, text, f"set -s focus-events on {_CONF}")


def clipboard(around: OuterTmux) -> Check:
    """Whether a copied text leaves tmux."""
    if around.set_clipboard in ("on", "external"):
        return Check("clipboard", OK, "what is copied reaches the terminal's clipboard, where that allows it")
    if around.set_clipboard == "external":
        return Check(
            "clipboard", OK, "what is copied reaches the terminal's clipboard by way of tmux's buffer"
        )
    text = (
        f"set-clipboard is {around.set_clipboard or 'not known'}: a text is shown to be selected, not copied"
    )
    return Check("clipboard", WARN, text, f"set -s set-clipboard on {_CONF}")


def escape(around: OuterTmux) -> Check:
    """How long a single Escape takes to arrive."""
    waits = around.escape_time
    if not waits.isdigit() or int(waits) <= LONGEST_ESCAPE_MS:
        return Check("escape", OK, "Escape arrives at once")
    text = f"tmux holds every Escape back for {waits} ms: leaving a dialog or stopping an agent feels slow"
    return Check("escape", WARN, text, f"set -s escape-time 20 {_CONF}")


def passthrough(around: OuterTmux) -> Check:
    """Whether desktop notifications leave tmux. Without them bell and title still do, so it is no fault."""
    if around.passthrough in ("on", "all"):
        return Check("alerts", OK, "desktop notifications (OSC 9, 777, 99) pass through tmux")
    if not around.passthrough:
        return Check("alerts", OK, "bell and title; this tmux passes desktop notifications on by itself")
    fix = f"only for desktop notifications (OSC 9, 777, 99): set -g allow-passthrough on {_CONF}"
    return Check("alerts", OK, "bell and title pass through tmux", fix)

"""What fleetui says to the terminal beside the picture: its title, the bell, a notification.

Every text goes through ``osc``, which leaves nothing in it that a terminal could take for more than text. Which
notification a terminal understands is guessed from its environment; inside tmux it travels in tmux's passthrough,
which tmux hands on only with ``allow-passthrough on``.
"""

from __future__ import annotations

from collections.abc import Mapping

from fleetui.model.clean import clean_line

ESC, BEL = "\x1b", "\a"
LONGEST = 140
"""Characters of a text."""
SAVE_TITLE, RESTORE_TITLE = f"{ESC}[22;2t", f"{ESC}[23;2t"
KINDS = ("osc9", "osc777", "osc99")

_BY_PROGRAM = {
    "iterm.app": "osc9",
    "warpterminal": "osc9",
    "wezterm": "osc777",
    "ghostty": "osc777",
}
_BY_TERM = {
    "xterm-kitty": "osc99",
    "xterm-ghostty": "osc777",
    "foot": "osc777",
    "rxvt-unicode": "osc777",
    "wezterm": "osc777",
}
_BY_MARK = {
    "KITTY_WINDOW_ID": "osc99",
    "GHOSTTY_RESOURCES_DIR": "osc777",
    "WEZTERM_PANE": "osc777",
    "ITERM_SESSION_ID": "osc9",
    "WT_SESSION": "osc9",
}
"""Variables by which a terminal is known also inside tmux, which hides the others."""


def inside_tmux(environment: Mapping[str, str]) -> bool:
    """True when what is written arrives at tmux first."""
    term = environment.get("TERM", "")
    return bool(environment.get("TMUX")) or term.startswith("tmux")


def kind_of(environment: Mapping[str, str], wanted: str) -> str:
    """The notification to send: ``osc9``, ``osc777``, ``osc99``, or empty for none."""
    if wanted != "auto":
        return wanted if wanted in KINDS else ""
    if found := _BY_PROGRAM.get(environment.get("TERM_PROGRAM", "").lower()):
        return found
    term = environment.get("TERM", "")
    by_term = next(
        (kind for name, kind in _BY_TERM.items() if term == name or term.startswith(f"{name}-")), ""
    )
    return by_term or next((kind for name, kind in _BY_MARK.items() if environment.get(name)), "")


def plain(text: str) -> str:
    """One line in which no character does anything."""
    return "".join(char for char in clean_line(text, LONGEST) if char.isprintable())


def osc(code: str, *fields: str, last: str = "") -> str:
    """One operating system command. ``fields`` are fleetui's own words, ``last`` is text from anywhere."""
    return f"{ESC}]{';'.join((code, *fields, plain(last)))}{BEL}"


def title(text: str) -> str:
    """Sets the window's title."""
    return osc("2", last=text)


def notification(kind: str, heading: str, body: str, *, tmux: bool) -> str:
    """Asks the terminal to notify; empty when it has no way to. A semicolon would end a field of the heading."""
    heading = plain(heading).replace(";", ",")
    if kind == "osc9":  # begins with a name, never with a digit: 9;4 is a progress bar
        sent = osc("9", last=f"fleetui: {heading}: {body}" if body else f"fleetui: {heading}")
    elif kind == "osc777":
        sent = osc("777", "notify", heading, last=body)
    elif kind == "osc99":
        sent = osc("99", "i=fleetui:d=0", last=heading) + osc("99", "i=fleetui:d=1:p=body", last=body)
    else:
        return ""
    return through_tmux(sent) if tmux else sent


def through_tmux(sent: str) -> str:
    """The same in tmux's passthrough."""
    return f"{ESC}Ptmux;{sent.replace(ESC, ESC + ESC)}{ESC}\\"

"""A stand-in for a coding agent: a small terminal program with an agent's manners, and its bad ones on request.

It needs nothing but the standard library and is started by its path: ``python -I standin.py [options]``.
It draws inline like an agent: a transcript that scrolls, and below it what is redrawn in place: a spinner while
working, its own queue, a composer between two rules (prompt glyph ``❯``) and a footer such as ``83% context left``.
Enter sends; while it works Enter queues. ``/compact``, ``/clear`` and ``/exit`` are commands. A permission dialog
replaces the composer: 1, 2, 3, arrows, Enter, Esc; whatever else is typed or pasted into it is lost, as in a real one.

What it does
  --name NAME          its name, in the pane title (default: standin)
  --voice V            claude, codex or gemini: the marks of its transcript only; rules and composer stay the same
  --seed N             same seed, same words and figures (default 1)
  --speed X            divides every time below (default 1)
  --work FILE          JSON list of turns, each a list of steps (see WORK STEPS); the n-th turn answers the n-th prompt
  --known FILE         JSON list of {"words": TEXT, "turn": [STEPS]}: what it does beyond the turns of --work, when told
                       something in which these words stand; the first that fits
  --session ID         its session has this id; it is named at the end
  --resume ID          goes on with this session: only its transcript says so
  --unattended         asks nobody: what it would ask for is done
  --begin              plays the first turn without a prompt, once
  --state FILE         remembers over restarts how many turns were played
  --turn S             how long a turn without script works (default 2)
  --context N          percent left at the first start (default 100); falls with the work, see also the step "context"
  --record FILE        JSON lines of exactly what it got, see RECORD

Bad manners
  --start S            shows "Starting…" and no composer for S seconds; what is typed meanwhile is kept
  --discard-start      … what is typed meanwhile is thrown away
  --deaf S             throws away all input for S seconds although the composer is there
  --swallow-enter N    ignores the first N Enter keys; ``all`` ignores every one
  --deaf-after-paste S ignores Enter within S seconds after a paste (not divided by the speed)
  --slow-paste S       a paste takes S seconds to show; Enter before that is ignored
  --hide-paste         takes a paste but never shows it
  --no-bracketed       never asks for bracketed paste: every line of a paste is an Enter
  --late S             shows only S seconds after an Enter that it works (not divided by the speed)
  --vanish             Enter empties the composer and nothing comes of it
  --ask-after-paste    opens a permission dialog as soon as something is pasted
  --ask-on N           asks for permission at the start of the n-th turn
  --hang-on N          stops for ever at the start of the n-th turn: nothing moves, input is not read
  --crash-on N         exits at the start of the n-th turn with --exit-code (default 1)
  --exit-code N        the code of --crash-on and --exit-file
  --exit-file FILE     exits as soon as FILE exists
  --storm HZ           redraws everything HZ times a second, with a figure that changes
  --strays N           starts N processes of its own session that outlive it (``sleep 600``)
  --deaf-to-term       ignores SIGTERM and SIGHUP

RECORD: one object per line: ``t`` (seconds since the epoch), ``pid``, ``kind`` and more. Kinds: ``start`` (argv, cwd,
agent, run), ``ready``, ``paste`` (text, where: composer, dialog, starting or deaf), ``submit`` (text, sha256 of its
bytes, queued, turn), ``swallowed`` (an Enter that was ignored), ``rejected`` (an unknown command), ``command``,
``dialog``, ``key`` (in a dialog), ``answer`` (choice), ``done`` (a turn is over), ``hang``, ``exit`` (code).
Texts are UTF-8 with surrogate escapes: every byte can be had back.

WORK STEPS: {"say": TEXT}, {"read": PATH, "lines": N}, {"run": COMMAND, "out": [LINES], "bad": true, "for": S} (shown,
not run), {"edit": PATH, "find": TEXT, "put": TEXT}, {"each": GLOB, "most": N, "find": TEXT, "put": TEXT} (in the
first N files), {"write": PATH, "text": TEXT}, {"commit": MESSAGE}, {"judge": [{"path": PATH, "quote": TEXT,
"severity": NAME, "text": TEXT}]} (the verdict of a reviewer who looks for these quotes), {"push": true} (its branch to
origin), {"pull": true} (merges what its branch is there), {"rebase": BRANCH}, {"reply": TEXT} (with gh, in each thread
whose address the prompt has; these nine are real),
{"think": S, "word": TEXT}, {"ask": COMMAND}, {"context": N}, {"limit": MINUTES}, {"error": TEXT}, {"puzzle": [LINES]}
(a screen without a composer that nobody can read), {"hang": true}, {"exit": CODE}, {"loop": [STEPS]}.
"""

from __future__ import annotations

import argparse

from .work import BULLETS


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options; see the text at the top of this file."""
    parser = argparse.ArgumentParser(
        prog="standin",
        usage="standin.py [options]",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    add = parser.add_argument
    add("--name", default="standin")
    add("--voice", choices=sorted(BULLETS), default="claude")
    for name in ("--work", "--known", "--state", "--record", "--exit-file", "--session", "--resume"):
        add(name)
    for name, whole in (
        ("--seed", 1),
        ("--context", 100),
        ("--ask-on", 0),
        ("--hang-on", 0),
        ("--strays", 0),
    ):
        add(name, type=int, default=whole)
    for name, whole in (("--crash-on", 0), ("--exit-code", 1)):
        add(name, type=int, default=whole)
    for name, real in (
        ("--speed", 1.0),
        ("--turn", 2.0),
        ("--start", 0.0),
        ("--deaf", 0.0),
        ("--storm", 0.0),
    ):
        add(name, type=float, default=real)
    for name in ("--deaf-after-paste", "--slow-paste", "--late"):
        add(name, type=float, default=0.0)
    add("--swallow-enter", default="0")
    flags = (
        "begin",
        "unattended",
        "discard-start",
        "hide-paste",
        "no-bracketed",
        "vanish",
        "ask-after-paste",
        "deaf-to-term",
    )
    for name in flags:
        add(f"--{name}", action="store_true")
    return parser.parse_args(arguments)

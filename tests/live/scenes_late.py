"""Scenes of Copilot CLI and Pi: what only they show."""

from __future__ import annotations

from tests.live.agents import Home
from tests.live.scene import Scene, Take, settled
from tests.live.scenes_more import at_prompt, repository
from tests.support.waiting import until

PI_TRUST = (
    "Trust", "Trust parent folder (/home/operator/s/home)", "Trust (this session only)", "Do not trust",
    "Do not trust (this session only)",
)  # fmt: skip
PI_MENUS = (
    ("/settings", "Type to search", "Type to search", []),
    ("/login", "escape/ctrl+c cancel", "Select authentication method:", [
        "Sign in with an account", "Sign in with an API key", "Sign in with Radius • not configured",
    ]),
    ("/resume", "Sort:", "Resume Session", []),
)  # fmt: skip
PI_GATE = """\
export default function (pi) {
	pi.on("tool_call", async (event, ctx) => {
		if (event.toolName !== "bash") return undefined;
		const asked = `⚠️ Dangerous command:\\n\\n  ${event.input.command}\\n\\nAllow?`;
		const choice = await ctx.ui.select(asked, ["Yes", "No"]);
		return choice === "Yes" ? undefined : { block: true, reason: "Blocked by user" };
	});
}
"""
"""An extension that asks before a command runs: Pi itself asks nothing."""


def _untrusted(home: Home) -> None:
    """A folder with settings of its own."""
    (home.project / ".pi").mkdir()
    (home.project / ".pi" / "settings.json").write_text("{}")


def _gated(home: Home) -> None:
    repository(home)
    folder = home.path / ".pi" / "agent" / "extensions"
    folder.mkdir(parents=True)
    (folder / "gate.ts").write_text(PI_GATE)


def _pi_trust(take: Take) -> None:
    take.stage.until_shows("Trust project folder?", "escape/ctrl+c cancel", timeout=60)
    question = {"kind": "trust", "text": "Trust project folder?", "choices": list(PI_TRUST)}
    take.keep("trust", {"phase": "asking", "question": question}, settled(take))
    take.stage.press("Enter")
    at_prompt(take, "pi")
    take.keep("trusted", take.idle(), settled(take))


def _pi_gate(take: Take) -> None:
    at_prompt(take, "pi")
    take.say("run:touch made-by-agent")
    take.stage.until_shows("Allow?", "escape/ctrl+c cancel")
    question = {"kind": "question", "text": "Allow?", "choices": ["Yes", "No"]}
    take.keep("extension-asks", {"phase": "asking", "question": question}, settled(take))
    take.stage.press("Enter")
    take.stage.until_shows("Understood", without="Allow?")
    take.keep("answered", take.idle(), settled(take))


def _pi_menus(take: Take) -> None:
    """What the operator opens himself takes what is typed."""
    at_prompt(take, "pi")
    for name, shows, text, choices in PI_MENUS:
        take.say(name)
        take.stage.until_shows(shows)
        question = {"kind": "question", "text": text, "choices": choices}
        take.keep(f"menu-{name[1:]}", {"phase": "asking", "question": question})
        until(
            lambda shows=shows: shows not in take.stage.shot().text or take.stage.press("Escape"),
            20,
            every=1.0,
        )
    take.keep("menu-left", take.idle(), settled(take))


def _pi_tool(take: Take) -> None:
    at_prompt(take, "pi")
    take.say("run:sleep 8")
    take.stage.until_shows("Elapsed")
    take.keep("working-tool", {"phase": "working"})


def _pi_gave_up(take: Take) -> None:
    at_prompt(take, "pi")
    take.say("error:429 say:never said")
    take.stage.until_shows("Retry failed after 3 attempts", timeout=60)
    take.keep("gave-up", {"phase": "limited"}, settled(take))
    take.say("say:it works again")
    until(lambda: take.stage.shot().text.count("it works again") > 1, 30)
    take.keep("after-error", take.idle(), settled(take))


def _pi_stopped(take: Take) -> None:
    """While it tries again: the turn is over then."""
    at_prompt(take, "pi")
    take.say("error:500 say:never said")
    take.stage.until_shows("Retrying (2/3)")
    take.keep("retrying-500", {"phase": "limited"})
    take.stage.press("Escape")
    take.stage.until_shows("", without="Retrying (")
    take.keep("stopped-while-retrying", {"phase": "failed"}, settled(take))


def _pi_draft(name: str, text: str, shows: str, **draft: str) -> Scene:
    def play(take: Take) -> None:
        at_prompt(take, "pi")
        take.stage.paste(text)
        take.stage.until_shows(shows)
        take.keep(f"draft-{name}", {"phase": "idle", **draft}, settled(take))

    return Scene("pi", f"draft-{name}", play, repository)


COPILOT_TRUST = ("Yes", "Yes, and remember this folder for future sessions", "No (Esc)")
COPILOT_ASKS = (
    'call:ask_user {"message": "Which way?", "requestedSchema": {"properties": {"way": {"type": "string",'
    ' "enum": ["Left", "Right"]}}, "required": ["way"]}}'
)


def _unknown_folder(home: Home) -> None:
    (home.path / ".copilot" / "config.json").unlink()


def _copilot_trust(take: Take) -> None:
    take.stage.until_shows("Do you trust the files", "enter to select", timeout=90)
    text = "Do you trust the files in this folder?"
    question = {"kind": "trust", "text": text, "choices": list(COPILOT_TRUST)}
    take.keep("trust", {"phase": "asking", "question": question})
    take.stage.press("Enter")
    at_prompt(take, "copilot")
    take.keep("trusted", take.idle())


def _copilot_asks(take: Take) -> None:
    at_prompt(take, "copilot")
    take.say(f"once {COPILOT_ASKS}", seen="Left")
    take.stage.until_shows("enter accept")
    choices = ["Left", "Right", "Other (type your answer)"]
    question = {"kind": "question", "text": "Which way?", "choices": choices}
    take.keep("question", {"phase": "asking", "question": question})
    take.stage.press("Enter")
    take.stage.until_shows("", without="enter accept")
    take.stage.until_shows("/ commands")
    take.keep("question-answered", take.idle())


def _copilot_retries(take: Take) -> None:
    at_prompt(take, "copilot")
    take.say("error:500 say:never said")
    take.stage.until_shows("Retrying...")
    take.keep("retrying", {"phase": "limited"})
    take.stage.until_shows("Last error: 500", "/ commands", timeout=90)
    take.keep("failed-500", {"phase": "failed"})
    take.say("say:it works again")
    until(lambda: take.stage.shot().text.count("it works again") > 1, 30)
    take.stage.until_shows("/ commands")
    take.keep("after-error", take.idle())


def _copilot_refused(take: Take) -> None:
    at_prompt(take, "copilot")
    take.say("error:400 say:never said")
    take.stage.until_shows("400 status 400", "/ commands")
    take.keep("failed-400", {"phase": "failed"})


def _copilot_stops(take: Take) -> None:
    """The second key counts once its footer says so; at rest the two open a list to go back in."""
    at_prompt(take, "copilot")
    take.say("slow:60 say:never said")
    take.stage.until_shows("word 15")
    take.stage.press("Escape")
    take.stage.until_shows("esc again to interrupt")
    take.keep("asked-again", {"phase": "working"})
    take.stage.press("Escape")
    take.stage.until_shows("/ commands")
    take.keep("interrupted", take.idle())
    take.stage.press("Escape")
    take.stage.until_shows("again")
    take.stage.press("Escape")
    take.stage.until_shows("Rewind to a previous point")
    take.keep("rewind", {"phase": "asking"})
    take.stage.press("Escape")
    take.stage.until_shows("/ commands")
    take.keep("rewind-left", take.idle())


def _copilot_draft(take: Take) -> None:
    at_prompt(take, "copilot")
    take.stage.paste("\n".join(f"line {number}" for number in range(40)))
    take.stage.until_shows("[Paste #")
    take.keep("draft-folded", take.idle(draft="[Paste #1 - 40 lines]"))
    take.stage.press("C-u", "BSpace")


LATE = (
    Scene("copilot", "trust", _copilot_trust, _unknown_folder),
    Scene("copilot", "asks", _copilot_asks, repository),
    Scene("copilot", "retries", _copilot_retries, repository),
    Scene("copilot", "refused", _copilot_refused, repository),
    Scene("copilot", "stops", _copilot_stops, repository),
    Scene("copilot", "draft-folded", _copilot_draft, repository),
    Scene("pi", "trust", _pi_trust, _untrusted),
    Scene("pi", "extension", _pi_gate, _gated),
    Scene("pi", "menus", _pi_menus, repository),
    Scene("pi", "tool", _pi_tool, repository),
    Scene("pi", "gave-up", _pi_gave_up, repository),
    Scene("pi", "stopped", _pi_stopped, repository),
    _pi_draft("tall", "\n".join(f"line {number}" for number in range(9)), "line 8"),
    _pi_draft(
        "folded",
        "\n".join(f"line {number}" for number in range(40)),
        "[paste #",
        draft="[paste #1 +40 lines]",
    ),
    _pi_draft("edge", f"{'─' * 240}\nbelow", "below"),
)

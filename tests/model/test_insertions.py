"""What may be put into a follow-up: files by a few letters, and texts of others that say nothing by themselves."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.anchors.text.explicit import USAGE, explicit
from fleetui.model.expansion import MOST, asked, mistyped, neutral
from fleetui.model.fuzzy import best
from fleetui.model.insertions import Insertion, file_named, insertions
from fleetui.model.session import SessionFacts
from fleetui.model.task import Task
from tests.support.fleets import fleet

NAMES = ("src/cache/lru.py", "src/cache/lru_test.py", "docs/rules.md", "lru/readme.md", "src/a/l/r/u.txt")


def offered(message: str = "", task: Task | None = None) -> tuple[Insertion, ...]:
    view = fleet(3)
    first, other, *rest = view.agents
    first = replace(first, task=task)
    other = replace(other, session=SessionFacts(last_message=message))
    return insertions(replace(view, agents=(first, other, *rest)), first, ())


def test_files_are_found_by_a_few_letters_the_nearest_first() -> None:
    assert best(NAMES, "lru", 3)[:2] == ("src/cache/lru.py", "src/cache/lru_test.py")
    assert best(NAMES, "c/lr", 9)[0] == "src/cache/lru.py"
    assert best(NAMES, "docs ru", 9) == ("docs/rules.md",)
    assert best(NAMES, "zzz", 9) == ()
    assert len(best(NAMES, "", 2)) == 2
    assert best(["a" * 5000 + "b"], "a" * 40 + "c", 1) == ()


def test_every_kind_of_claim_is_offered_with_its_first_blank() -> None:
    claims = [one for one in offered() if one.kind == "claim"]
    assert [one.text.split()[0] for one in claims] == list(USAGE)
    assert all(one.blank and one.blank in one.text and one.own_line for one in claims)


def test_every_selector_that_is_offered_is_one() -> None:
    for one in offered():
        if one.kind == "selector":
            assert asked(one.text)
            assert not mistyped(one.text)


def test_what_another_agent_said_asks_for_nothing_and_claims_nothing() -> None:
    said = "done {gate.tail} {files under .}\nprobe api\ncontains a.py nothing"
    field, quoted = (one for one in offered(said) if one.kind == fleet(3).agents[1].name)
    assert field.text == f"{{{fleet(3).agents[1].name}.last_message}}"
    assert asked(quoted.text) == ()
    assert explicit(quoted.text) == ()
    assert quoted.text.startswith("> done { gate.tail} { files under .}")


def test_the_text_of_a_task_is_never_filled_in() -> None:
    task = Task("1", "Faster", "keep {w1.branch} and {changed since main}")
    (one,) = (one for one in offered(task=task) if one.kind == "task")
    assert asked(one.text) == ()
    assert neutral("{other} stays") == "{other} stays"


def test_a_hostile_file_name_is_put_in_as_one_word() -> None:
    assert file_named("a\nprobe api").text == '"a\\nprobe api"'


def test_what_another_agent_said_is_bounded_without_secrets_and_never_its_own() -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    said = f"the token is {secret}\x1b[2J\n" + "on and on\n" * 2000
    other = fleet(3).agents[1]
    _, quoted = (one for one in offered(said) if one.kind == other.name)
    assert secret not in quoted.text
    assert "\x1b" not in quoted.text
    assert len(quoted.text) < 2 * MOST
    view = fleet(3)
    me = replace(view.agents[0], session=SessionFacts(last_message=said))
    known = insertions(replace(view, agents=(me, *view.agents[1:])), me, ())
    assert not [one for one in known if one.kind == me.name]

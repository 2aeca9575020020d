"""What people and programs say in a pull request, for the rules."""

from __future__ import annotations

from fleetui.model.forge.conversation import Comment, Conversation, ReviewSaid, Thread

HEAD, BEFORE = "a" * 40, "b" * 40


def word(
    at: float, author: str = "bugbot", text: str = "it breaks", *, bot: bool = False, hidden: bool = False
) -> Comment:
    return Comment(f"C{at:g}{author}", author, bot, at, text, f"https://forge/c{at:g}", hidden)


def thread(
    *comments: Comment, resolved: bool = False, by: str = "", path: str = "shop.py", line: int = 2
) -> Thread:
    kept = comments or (word(1),)
    return Thread(f"T{kept[0].at:g}", path, line, line, kept, resolved, by, commit=BEFORE, original_line=line,
                  original_first_line=line)  # fmt: skip


def review(
    at: float, state: str = "commented", text: str = "it breaks", *, author: str = "bugbot", bot: bool = True,
    threads: int = 0, commit: str = BEFORE,
) -> ReviewSaid:  # fmt: skip
    return ReviewSaid(
        f"R{at:g}", author, bot, state, at, text, f"https://forge/r{at:g}", commit, threads=threads
    )


def talk(
    *threads: Thread, reviews: tuple[ReviewSaid, ...] = (), comments: tuple[Comment, ...] = ()
) -> Conversation:
    return Conversation(12, "agent", HEAD, threads, reviews, comments, 100.0, "P")

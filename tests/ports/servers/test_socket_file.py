"""A socket is opened only where it, its link and their folders are this user's own and nobody else may write there."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from fleetui.ports.servers.socket_file import NotOurs, open_socket
from tests.ports.servers.app_server import NAME


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A Codex home whose socket somebody listens on."""
    made = tmp_path / "h"
    (made / NAME).parent.mkdir(parents=True, mode=0o700)
    (made / "d").mkdir(mode=0o700)
    with closing(socket.socket(socket.AF_UNIX)) as listener:
        listener.bind(str(made / "d" / "s"))
        listener.listen(1)
        (made / "d" / "s").chmod(0o600)
        (made / NAME).symlink_to(made / "d" / "s")
        yield made


def test_the_own_one_is_opened(home: Path) -> None:
    open_socket(str(home), NAME).close()


def _others_use_it(home: Path) -> None:
    (home / "d" / "s").chmod(0o666)


def _others_write_beside_it(home: Path) -> None:
    (home / "d").chmod(0o777)


def _others_write_beside_its_link(home: Path) -> None:
    (home / NAME).parent.chmod(0o770)


def _a_file_stands_there(home: Path) -> None:
    (home / "d" / "s").unlink()
    (home / "d" / "s").touch(mode=0o600)


@pytest.mark.parametrize(
    "how", [_others_use_it, _others_write_beside_it, _others_write_beside_its_link, _a_file_stands_there]
)
def test_one_that_may_be_another_users_is_not_opened(home: Path, how: Callable[[Path], None]) -> None:
    how(home)
    with pytest.raises(NotOurs):
        open_socket(str(home), NAME)


def _gone(home: Path) -> None:
    (home / NAME).unlink()


def _led_nowhere(home: Path) -> None:
    (home / "d" / "s").unlink()


def _led_in_a_circle(home: Path) -> None:
    (home / NAME).unlink()
    (home / NAME).symlink_to(home / NAME)


@pytest.mark.parametrize("how", [_gone, _led_nowhere, _led_in_a_circle])
def test_one_that_is_not_there_is_an_error_of_the_file_system(
    home: Path, how: Callable[[Path], None]
) -> None:
    how(home)
    with pytest.raises((OSError, NotOurs)):
        open_socket(str(home), NAME)


def test_a_listener_that_accepts_nobody_is_not_waited_for(home: Path) -> None:
    with ExitStack() as held, pytest.raises(BlockingIOError):
        for _ in range(10):
            held.enter_context(closing(open_socket(str(home), NAME)))

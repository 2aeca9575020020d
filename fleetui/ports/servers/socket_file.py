"""The socket of an agent's server: opened only where it is surely this user's own."""

from __future__ import annotations

import os
import re
import socket
import stat
import struct
from contextlib import closing
from pathlib import Path

from fleetui.ports.processes.sets import executable

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_LONGEST = 107
"""Bytes that the address of a Unix socket holds."""
_VERSION = re.compile(r"/(\d{1,4}\.\d{1,4}\.\d{1,4})(?=[-/])")


class NotOurs(Exception):
    """Why a socket is not opened, in words."""


def open_socket(folder: str, name: str) -> socket.socket:
    """A socket that was checked, for ``connect``, non-blocking. Raises ``NotOurs``, and ``OSError`` where none listens.

    The agent's folder holds a link to the socket, which may stand below /tmp: link, folders and socket must belong to
    this user, nobody else may write there, and whoever listens must be this user, too.
    """
    target = checked(folder, name)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        made.settimeout(0)  # a listener that accepts nobody has a full queue: that is an error at once
        made.connect(target)
        _listened_to_by_us(made)
    except BaseException:
        made.close()
        raise
    return made


def checked(folder: str, name: str) -> str:
    """The socket's own path. Raises ``NotOurs`` or ``OSError``."""
    link = Path(folder, name)
    _private(link.parent)
    named = link.lstat()
    if named.st_uid != os.getuid():
        raise NotOurs("its link is another user's")
    target = Path(os.path.realpath(link))
    _private(target.parent)
    found = target.lstat()
    if not stat.S_ISSOCK(found.st_mode):
        raise NotOurs("it is no socket")
    if found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise NotOurs("others may use it")
    if len(os.fsencode(target)) > _LONGEST:
        raise NotOurs("its path is too long")
    return str(target)


def server_version(folder: str, name: str) -> str:
    """The version of the program that listens, by the path of its file; empty where that names none."""
    with closing(open_socket(folder, name)) as made:
        found = _VERSION.search(executable(peer(made)[0]))
    return found[1] if found else ""


def peer(made: socket.socket) -> tuple[int, int]:
    """Process and user at the other end."""
    pid, uid, _ = struct.unpack("3i", made.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return pid, uid


def _private(folder: Path) -> None:
    found = folder.stat()
    if found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & _OTHERS_WRITE:
        raise NotOurs("others may write in its folder")


def _listened_to_by_us(made: socket.socket) -> None:
    if peer(made)[1] != os.getuid():
        raise NotOurs("another user listens there")

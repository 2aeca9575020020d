"""A process of its own that takes the owner's lock, says whether it could, and stays until its input ends."""

from __future__ import annotations

import sys

from fleetui.ports.owner_lock import Lock

if __name__ == "__main__":
    lock = Lock(sys.argv[1])
    sys.stdout.write(f"{lock.take(screen=sys.argv[2] == 'screen')}\n")
    sys.stdout.flush()
    sys.stdin.read()
    lock.release()

"""Who may come in. The address is on loopback, but every web page the operator opens can reach loopback, too.

Three things keep such a page out: the secret in the path, which it does not know; the Host header, which names it when
its own name was made to point here; and the Origin header, which a browser always sends when a page opens a socket.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HOST = re.compile(r"(?:\[([0-9a-fA-F:.]{2,45})\]|([A-Za-z0-9.-]{1,253}))(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Door:
    """Lets in what carries the secret, was addressed to this machine, and comes from its own page."""

    host: str
    """The name or address that the operator gave to listen on."""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def refusal(self, host: str, origin: str | None, path: str, *, socket: bool) -> tuple[int, str] | None:
        """Status and words for a request that stays outside; ``None`` for one that may enter."""
        if not self.is_here(host):
            return 421, "this address is not served here"
        if (origin is not None or socket) and not _same(origin, host):
            return 403, "only the page itself may open this"
        if not hmac.compare_digest(path.split("/")[1].encode(), self.token.encode()):
            return 404, "open the whole address that fleetui serve printed"
        return None

    def is_here(self, host: str) -> bool:
        """Whether a Host header means this machine: an address, ``localhost``, or the name that was given."""
        name = _name(host)
        if name in ("localhost", self.host.lower()):
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def middleware(self) -> web.Application:
        """An application in which every request passes this door, also one for nothing that exists."""

        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            wants_socket = request.headers.get("Upgrade", "").lower() == "websocket"
            refused = self.refusal(
                request.headers.get("Host", ""),
                request.headers.get("Origin"),
                request.path,
                socket=wants_socket,
            )
            if refused:
                return web.Response(status=refused[0], text=f"{refused[1]}\n", headers=HEADERS)
            return await handler(request)

        async def harden(_request: web.Request, response: web.StreamResponse) -> None:
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)

        app = web.Application(middlewares=[guard])
        app.on_response_prepare.append(harden)
        return app


def _name(host: str) -> str:
    """The name in ``name:port`` or ``[address]:port``, lower case; empty when it cannot be read."""
    found = _HOST.fullmatch(host)
    return (found[1] or found[2]).lower() if found else ""


def _same(origin: str | None, host: str) -> bool:
    """Whether a page of that origin was loaded from that host and port."""
    return origin is not None and origin.lower() in (f"http://{host.lower()}", f"https://{host.lower()}")

"""A server on a socket that answers the real ``gh`` with what a test wants, one call after the other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

Answered = Callable[[str, Mapping[str, Any]], Any]
"""Query and variables; what comes of them: the ``data``, or a whole body under ``body`` with its ``status``."""


class ScriptedForge:
    """What was asked, and the environment in which gh asks here and nowhere else."""

    def __init__(self, folder: Path, answer: Answered) -> None:
        self.folder = folder
        self.answer = answer
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        folder.mkdir(parents=True, exist_ok=True)
        self.socket = folder / "forge"
        (folder / "config.yml").write_text(f"http_unix_socket: {self.socket}\n")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin", "HOME": str(self.folder), "GH_CONFIG_DIR": str(self.folder),
            "GH_TOKEN": "no-token-at-all",
        }  # fmt: skip

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        small = {name.lower(): text for name, text in lines.items()}
        chunked = small.get("transfer-encoding") == "chunked"
        body = await (
            _chunks(reader) if chunked else reader.readexactly(int(small.get("content-length", "0")))
        )
        path = head.split(" ")[1]
        status, said = self._said(path, body)
        text = json.dumps(said).encode()
        about = f"HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {len(text)}\r\n"
        writer.write(f"{about}connection: close\r\n\r\n".encode() + text)
        await writer.drain()
        writer.close()

    def _said(self, path: str, body: bytes) -> tuple[int, Any]:
        if path.endswith("/user") or path == "/user":
            return 200, {"login": "operator"}
        asked = json.loads(body)
        self.asked.append((asked["query"], asked["variables"]))
        found = self.answer(asked["query"], asked["variables"])
        return (found["status"], found["body"]) if "status" in found else (200, {"data": found})


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return body


@asynccontextmanager
async def scripted(folder: Path, answer: Answered) -> AsyncIterator[ScriptedForge]:
    """A server while the block runs."""
    forge = ScriptedForge(folder, answer)
    server = await asyncio.start_unix_server(forge.serve, str(forge.socket))
    try:
        yield forge
    finally:
        server.close()
        await server.wait_closed()

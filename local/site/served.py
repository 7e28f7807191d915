"""The site as the local stack shows it, beside the API as behind Hosting: the same addresses, the same headers.

It is built when it is first asked for, and again once a page is newer: whoever writes one sees it by reloading.
"""

from __future__ import annotations

import asyncio
import fcntl
import sys
from collections.abc import Iterator
from pathlib import Path

from local.infra.hosting import HEADERS
from local.site import AT_THE_ROOT, SITE, TYPES, held
from local.tools import ROOT
from standins.common import asgi

_MADE_FROM = ("docs", "local/site", "CHANGELOG.md", "CONTRIBUTING.md", "shared/catalog/openapi.json")


class Site:
    def __init__(self, folder: Path = SITE) -> None:
        self._folder, self._one = folder, asyncio.Lock()

    def knows(self, path: str) -> bool:
        return path == "/docs" or path.startswith("/docs/") or path.removeprefix("/") in AT_THE_ROOT

    async def __call__(self, scope: asgi.Scope, _receive: asgi.Receive, send: asgi.Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            return await asgi.send_raw(send, 405, {"allow": "GET, HEAD"}, b"")
        async with self._one:
            trouble = await self._built()
        if trouble:
            return await asgi.send_raw(send, 500, {"content-type": TYPES[".txt"]}, trouble)
        found, body = await asyncio.to_thread(self._read, scope["path"])
        headers = {**HEADERS, "content-type": TYPES[found.suffix if found else ".txt"], "cache-control": "no-cache"}
        headers["content-length"] = str(len(body))
        return await asgi.send_raw(send, 404 if found is None else 200, headers, b"" if scope["method"] == "HEAD" else body)

    def file(self, path: str) -> Path | None:
        """A page's address has no ending; nothing outside of the folder is anybody's."""
        asked = (self._folder / path.strip("/")).resolve()
        if not asked.is_relative_to(self._folder.resolve()):
            return None
        every = (asked, asked.with_name(f"{asked.name}.html"), asked / "index.html")
        return next((each for each in every if each.is_file()), None)

    def _read(self, path: str) -> tuple[Path | None, bytes]:
        with held(self._folder, fcntl.LOCK_SH):
            found = self.file(path)
            return found, b"There is no such page: /docs/ has them all.\n" if found is None else found.read_bytes()

    async def _built(self) -> bytes:
        if not await asyncio.to_thread(self._is_old):
            return b""
        command = (sys.executable, "-m", "local.site", str(self._folder))
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await process.communicate()
        return said if process.returncode else b""

    def _is_old(self) -> bool:
        built = self._folder / "llms.txt"
        return not built.exists() or any(each.stat().st_mtime > built.stat().st_mtime for each in _sources())


def _sources() -> Iterator[Path]:
    for place in (*ROOT.glob("clients/*/README.md"), *(ROOT / name for name in _MADE_FROM)):
        yield from (each for each in place.rglob("*.*") if each.is_file()) if place.is_dir() else [place]

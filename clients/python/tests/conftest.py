"""The server, and both clients behind one face: what holds for one holds for the other."""

from __future__ import annotations

import asyncio
import inspect
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from rushes import AsyncRushes, Rushes
from rushes.cli.app import run

from .pace import Quick
from .server import Server


class Caller:
    """Does with either client what is written once."""

    def __init__(self, server: Server, runner: asyncio.Runner | None, http: Any) -> None:
        self.server, self.pace, self._runner, self._http = server, Quick(), runner, http
        self.awaits = runner is not None
        self.client = self.made(token="rk_agent")

    def made(self, **options: Any) -> Any:
        kind: Any = AsyncRushes if self.awaits else Rushes
        return kind(**{"url": self.server.url, "pace": self.pace, "http": self._http, **options})

    def do(self, action: Callable[[Any], Any], client: Any = None) -> Any:
        """The result of the action, awaited where it must be."""

        async def awaited() -> Any:
            result = action(client or self.client)
            return await result if inspect.isawaitable(result) else result

        return self._runner.run(awaited()) if self._runner else action(client or self.client)

    def listed(self, pages: Any) -> list[Any]:
        async def gathered() -> list[Any]:
            return [each async for each in pages]

        return self._runner.run(gathered()) if self._runner else list(pages)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture(scope="session")
def senders() -> Iterator[dict[str, tuple[asyncio.Runner | None, Any]]]:
    """Connections for all tests: what makes a client slow is its certificates, of which nobody has need here."""
    with asyncio.Runner() as runner, httpx.Client(verify=False) as http:
        async_http = httpx.AsyncClient(verify=False)
        yield {"blocking": (None, http), "awaiting": (runner, async_http)}
        runner.run(async_http.aclose())


@pytest.fixture(params=["blocking", "awaiting"])
def caller(request: pytest.FixtureRequest, server: Server, senders: dict[str, tuple[Any, Any]]) -> Caller:
    return Caller(server, *senders[request.param])


class Ended(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Ended]


@pytest.fixture
def cli(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    for name in ("RUSHES_PROFILE", "RUSHES_LANGUAGE", "FIREBASE_AUTH_EMULATOR_HOST", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"RUSHES_URL": server.url, "RUSHES_TOKEN": "rk_a", "LANG": "C"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("rushes._pace.Pace.sleep", lambda *_: None)
    monkeypatch.setenv("RUSHES_CONFIG", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)

    def called(*arguments: str, stdin: str = "") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = run(list(arguments))
        out, err = capsys.readouterr()
        return Ended(code, out, err)

    return called

"""Puts the simulator together and speaks ASGI."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from standins.common.asgi import Message, Scope
from standins.common.clock import Clock

from . import google
from .buckets import Buckets
from .console import Console
from .faults import Faults
from .file_shelf import FileShelf
from .files import Files
from .gate import Gate, HangUp
from .gemini import Gemini
from .interactions import Interactions
from .journal import Journal
from .media.studio import Studio
from .omni_models import BOTH
from .openai_videos import OpenAIVideos
from .operations import Operations
from .rendering import Rendering
from .store import Store
from .veo import Veo
from .webhooks import Courier, Target
from .wire import Answer, Refusal

_log = logging.getLogger("simulator")


@dataclass(frozen=True)
class Settings:
    folder: Path
    storage: str
    clips: Path | None = None  # kept here instead, perhaps with those of others
    render_seconds: float = 4.0
    processing_seconds: float = 2.0
    per_minute: int | None = None  # creates by model, as a project's quota would allow; None: no quota
    hooks: Mapping[str, Target] = field(default_factory=dict[str, Target])  # by wire: where its webhooks go


class Simulator:
    """Built inside the event loop, when the server starts."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.store = Store(settings.folder / "simulator.db")
        self.studio = Studio(settings.clips or settings.folder / "clips")
        self.buckets = Buckets(settings.storage)
        operations, faults, journal = Operations(self.store), Faults(self.store), Journal(self.store)
        shelf = FileShelf(self.store, settings.folder / "files", settings.processing_seconds)
        self.rendering = Rendering(operations, self.studio, self.buckets, clock)
        self.courier = Courier(self.store, operations, settings.hooks, clock)
        self.gate = Gate(
            [
                Veo(
                    operations,
                    self.rendering,
                    self.buckets,
                    journal,
                    clock,
                    render_seconds=settings.render_seconds,
                    per_minute=settings.per_minute,
                ),
                OpenAIVideos(
                    operations,
                    self.rendering,
                    self.studio,
                    journal,
                    clock,
                    render_seconds=settings.render_seconds,
                    per_minute=settings.per_minute,
                ),
                Gemini("vertex", self.buckets, shelf, clock),
                Gemini("gemini-api", self.buckets, shelf, clock),
                Files(shelf, clock),
                *(
                    Interactions(
                        surface,
                        operations,
                        self.rendering,
                        self.buckets,
                        shelf,
                        journal,
                        clock,
                        render_seconds=settings.render_seconds,
                        per_minute=settings.per_minute,
                    )
                    for surface in BOTH
                ),
            ],
            store=self.store,
            operations=operations,
            faults=faults,
            journal=journal,
            rendering=self.rendering,
            clock=clock,
        )
        self.console = Console(
            store=self.store,
            operations=operations,
            rendering=self.rendering,
            faults=faults,
            journal=journal,
            shelf=shelf,
            studio=self.studio,
            clock=clock,
            courier=self.courier,
        )

    def start(self) -> None:
        self.rendering.start()
        self.courier.start()

    def begin_to_stop(self) -> None:
        """Let go of whatever would keep the server from ending its requests."""
        self.gate.end_pauses()
        self.studio.interrupt()

    async def close(self) -> None:
        await self.rendering.stop()
        await self.courier.stop()
        self.studio.close()
        await self.buckets.close()
        self.store.close()

    async def answer(self, request: Request) -> Answer:
        try:
            found = self.gate.find(request.method, request.url.path)
            if found:
                return await self.gate.answer(request, *found)
            answer = await self.console.answer(request)
        except Refusal as refusal:
            return google.refused(refusal)
        return answer or google.refused(Refusal(404, f"{request.method} {request.url.path} was not found on this server."))


class App:
    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._simulator: Simulator | None = None

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and self._simulator:
            await self._serve(self._simulator, scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        message: Message = await receive()
        self._simulator = Simulator(self._settings, self._clock)
        self._simulator.start()
        _on_signals(self._simulator.begin_to_stop)
        await send({"type": f"{message['type']}.complete"})
        message = await receive()
        await self._simulator.close()
        await send({"type": f"{message['type']}.complete"})

    async def _serve(self, simulator: Simulator, scope: Scope, receive: Any, send: Any) -> None:
        try:
            answer = await simulator.answer(Request(scope, receive))
        except HangUp:
            await _hang_up(send)
            return
        except Exception:  # noqa: BLE001 - whatever it is, the caller gets an answer and the log the reason
            _log.exception("a request failed")
            answer = google.refused(Refusal(500, "The simulator itself failed; its log says how."))
        content = answer.content
        headers = {"content-type": "application/json; charset=UTF-8"} | answer.headers
        if isinstance(content, tuple):
            await StreamingResponse(_one_by_one(content), answer.status, headers)(scope, receive, send)
            return
        body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        await Response(body, answer.status, headers)(scope, receive, send)


async def _one_by_one(pieces: tuple[bytes, ...]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def _on_signals(react: Callable[[], None]) -> None:
    """Hear of the end as early as the server does: its own handlers run afterwards."""
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def handle(received: int, frame: FrameType | None, before: Any = before) -> None:
            react()
            if callable(before):
                before(received, frame)

        signal.signal(number, handle)


async def _hang_up(send: Any) -> None:
    """Close the connection: uvicorn's `send` belongs to the exchange, which holds the transport."""
    send.__self__.transport.close()
    await asyncio.sleep(0)

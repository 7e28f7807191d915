"""Firestore's Listen as a server plays it, for what the emulator never does: breaks, refusals, resumed targets, silence.

It keeps documents, tells their changes to the targets of open streams, and keeps to the documented rules: a target that begins at
a read time or a resume token is told only what changed since; any other is told its document, or that there is none.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self, cast

import grpc.aio
from google.cloud.firestore_v1 import _helpers
from google.cloud.firestore_v1.types import ListenRequest, ListenResponse, Target

PROJECT = "demo-unit"
ROOT = f"projects/{PROJECT}/databases/(default)/documents/"
_BEGAN = datetime(2026, 11, 28, tzinfo=UTC)


@dataclass
class Stream:
    """One that is open: its targets by their numbers, and what is still to be sent."""

    answers: asyncio.Queue[ListenResponse | grpc.StatusCode] = field(default_factory=asyncio.Queue[Any])
    targets: dict[int, str] = field(default_factory=dict[int, str])

    def send(self, **answer: Any) -> None:
        self.answers.put_nowait(ListenResponse(**answer))

    def turn(self, kind: str, ids: list[int], **change: Any) -> None:
        self.send(target_change={"target_change_type": kind, "target_ids": ids, **change})


class PlayedFirestore(grpc.GenericRpcHandler):
    def __init__(self) -> None:
        self.documents: dict[str, tuple[dict[str, Any], datetime]] = {}
        self.changed: dict[str, datetime] = {}  # when each was last written or deleted
        self.now = _BEGAN
        self.streams: list[Stream] = []  # open ones
        self.opened, self.added, self.sent = 0, list[Target](), 0  # streams, targets, documents that a bill would count
        self.metadata: list[dict[str, str]] = []
        self.refuse: grpc.StatusCode | None = None  # every stream
        self.silent = False  # takes targets and says nothing
        self.forgetful = False  # begins nowhere but at the beginning, as the emulator does
        self.refuse_target: dict[str, Any] | None = None  # the cause

    async def __aenter__(self) -> Self:
        self._server = grpc.aio.server()
        self._server.add_generic_rpc_handlers((self,))
        self.host = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        await self._server.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._server.stop(0)

    # -- what a test does

    def put(self, path: str, fields: Mapping[str, Any]) -> str:
        """Write a document and tell whoever listens. Its time, as a reader is told it."""
        self.documents[path] = (dict(fields), self._tick())
        self.changed[path] = self.now
        for stream in self.streams:
            for number in _numbers(stream, path):
                self._tell(stream, number, path)
        return self.time

    def delete(self, path: str) -> None:
        del self.documents[path]
        self.changed[path] = self._tick()
        for stream in self.streams:
            for number in _numbers(stream, path):
                self._tell(stream, number, path)

    @property
    def time(self) -> str:
        return self.now.isoformat().replace("+00:00", "Z")

    def break_all(self, status: grpc.StatusCode = grpc.StatusCode.UNAVAILABLE) -> None:
        for stream in self.streams:
            stream.answers.put_nowait(status)

    def _tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    # -- the wire

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[Any, Any] | None:
        if handler_call_details.method != "/google.firestore.v1.Firestore/Listen":
            return None
        return grpc.stream_stream_rpc_method_handler(
            self._listen, request_deserializer=ListenRequest.deserialize, response_serializer=ListenResponse.serialize
        )

    async def _listen(self, requests: AsyncIterator[ListenRequest], context: Any) -> AsyncIterator[ListenResponse]:
        self.opened += 1
        self.metadata.append({name: str(value) for name, value in context.invocation_metadata()})
        if self.refuse is not None:
            await context.abort(self.refuse, "refused by the test")
        stream = Stream()
        self.streams.append(stream)
        hearing = asyncio.create_task(self._hear(stream, requests))
        try:
            while isinstance(answer := await stream.answers.get(), ListenResponse):
                yield answer
            if answer is not grpc.StatusCode.OK:
                await context.abort(answer, "broken by the test")
        finally:
            hearing.cancel()
            self.streams.remove(stream)

    async def _hear(self, stream: Stream, requests: AsyncIterator[ListenRequest]) -> None:
        async for request in requests:
            if request.remove_target:
                if stream.targets.pop(request.remove_target, None):
                    stream.turn("REMOVE", [request.remove_target])
            else:
                self._add(stream, request.add_target)

    def _add(self, stream: Stream, target: Target) -> None:
        self.added.append(target)
        number, (name,) = target.target_id, target.documents.documents
        path = name.removeprefix(ROOT)
        if number in stream.targets or path == name:
            stream.answers.put_nowait(grpc.StatusCode.INVALID_ARGUMENT)
            return
        if self.silent:
            return
        if self.refuse_target is not None:
            stream.turn("REMOVE", [number], cause=self.refuse_target)
            return
        stream.targets[number] = path
        stream.turn("ADD", [number])
        begins = self._begins(target)
        if begins is not None and self.forgetful:
            stream.turn("RESET", [number])
            begins = None
        if begins is None or self.changed.get(path, _BEGAN) > begins:
            self._tell(stream, number, path)
        stream.turn("CURRENT", [number], resume_token=self.now.isoformat().encode(), read_time=self.now)
        stream.turn("NO_CHANGE", [], resume_token=self.now.isoformat().encode(), read_time=self.now)

    @staticmethod
    def _begins(target: Target) -> datetime | None:
        if target.resume_token:
            return datetime.fromisoformat(target.resume_token.decode())
        return cast("Any", target.read_time) or None

    def _tell(self, stream: Stream, number: int, path: str) -> None:
        self.sent += 1
        if path in self.documents:
            fields, written = self.documents[path]
            document = {"name": ROOT + path, "fields": _helpers.encode_dict(fields), "update_time": written}
            stream.send(document_change={"document": document, "target_ids": [number]})
        else:
            stream.send(document_delete={"document": ROOT + path, "read_time": self.now, "removed_target_ids": [number]})


def _numbers(stream: Stream, path: str) -> list[int]:
    return [number for number, each in stream.targets.items() if each == path]

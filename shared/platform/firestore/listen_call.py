"""The call Listen over gRPC's asynchronous half. What it imports comes with Firestore's client, after which it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from urllib.parse import quote

import google.auth
import grpc.aio
from google.api_core import grpc_helpers_async
from google.cloud.firestore_v1.types.firestore import ListenRequest, ListenResponse
from google.protobuf.json_format import MessageToDict, ParseDict

_LISTEN = "/google.firestore.v1.Firestore/Listen"
_HOST = "firestore.googleapis.com:443"
_SCOPES = ("https://www.googleapis.com/auth/datastore",)
_OPTIONS = [("grpc.keepalive_time_ms", 30_000), ("grpc.keepalive_timeout_ms", 5_000), ("grpc.max_receive_message_length", -1)]
_END: Any = grpc.aio.EOF  # pyright: ignore[reportAttributeAccessIssue] - its stubs lack it
_REQUEST: Any = ListenRequest.pb()
_ANSWER: Any = ListenResponse.pb()


class ListenCall:
    """What is said and heard stands as in Firestore's REST API. Raises grpc's errors."""

    def __init__(self, call: Any) -> None:
        self._call = call

    async def say(self, request: Mapping[str, Any]) -> None:
        await self._call.write(request)

    async def answers(self) -> AsyncIterator[dict[str, Any]]:
        while (answer := await self._call.read()) is not _END:
            yield answer


@asynccontextmanager
async def opened(database: str, emulator: str | None) -> AsyncGenerator[ListenCall]:
    """A connection of its own, which is closed with it: a stream that fell silent is not opened again on the same one."""
    if emulator:
        channel: Any = grpc.aio.insecure_channel(emulator, options=_OPTIONS)
    else:
        credentials = await asyncio.to_thread(_credentials)  # may ask the metadata server
        channel = grpc_helpers_async.create_channel(_HOST, credentials=credentials, options=_OPTIONS)
    metadata = [("google-cloud-resource-prefix", database), ("x-goog-request-params", f"database={quote(database, safe='')}")]
    if emulator:
        metadata.append(("authorization", "Bearer owner"))
    try:
        method = channel.stream_stream(_LISTEN, request_serializer=_request, response_deserializer=_answer)
        call = method(metadata=metadata)
        try:
            yield ListenCall(call)
        finally:
            call.cancel()
    finally:
        await channel.close()


@cache
def _credentials() -> Any:
    credentials, _ = google.auth.default(scopes=_SCOPES)
    return credentials


def _request(request: Mapping[str, Any]) -> bytes:
    return ParseDict(dict(request), _REQUEST()).SerializeToString()


def _answer(raw: bytes) -> dict[str, Any]:
    return MessageToDict(_ANSWER.FromString(raw))

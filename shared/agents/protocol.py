"""MCP over HTTP: one JSON-RPC message in, one answer out, and nothing remembered between two.

The revision 2026-07-28 says version and capabilities with each request; clients from before it open with `initialize`, which is
answered and forgotten. An answer is one JSON object: what takes long is a task, or waited for by a tool.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from shared.platform.errors import AppError, Forbidden, Language
from shared.platform.settings import settings
from shared.platform.web.door import Reply

MODERN, EARLIER = "2026-07-28", ("2025-11-25", "2025-06-18", "2025-03-26")
TASKS = "io.modelcontextprotocol/tasks"
_META = "io.modelcontextprotocol/"
_NAMED = {"tools/call": "name", "resources/read": "uri", "prompts/get": "name"}  # what `Mcp-Name` repeats
_WHOLE = {"server/discover", "tools/list", "resources/list", "resources/templates/list"}  # and may be kept for a while
_KEPT_MS = 300_000

PARSE_ERROR, INVALID_REQUEST, NO_SUCH_METHOD, INVALID_PARAMS, INTERNAL = -32700, -32600, -32601, -32602, -32603
HEADER_MISMATCH, UNSUPPORTED_VERSION, REFUSED = -32020, -32022, -32000
_STATUS = {NO_SUCH_METHOD: 404, INTERNAL: 200}  # the others are 400


class Message(NamedTuple):
    id: str | int
    method: str
    params: Mapping[str, Any]
    version: str
    extensions: Mapping[str, Any]


class Wrong(Exception):
    """What is told as an error of JSON-RPC."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code, self.data = code, data


Method = Callable[[Message], Awaitable[Mapping[str, Any]]]
Methods = Mapping[str, Method]


async def answer(raw: bytes, headers: Mapping[str, str], methods: Methods, language: Language, request_id: str) -> Reply:
    """What one message brings; of a notification nothing is expected, and none asks for anything."""
    _require_origin(headers.get("Origin"))
    told: dict[str, Any] = {}
    try:
        told = _object(raw)
        if "id" not in told and isinstance(told.get("method"), str):
            return Reply(202)
        message = _message(told, headers)
        result = await _method(message, methods)(message)
    except Wrong as wrong:
        return Reply(_STATUS.get(wrong.code, 400), _error(told.get("id"), wrong.code, str(wrong), wrong.data))
    except AppError as refusal:
        if refusal.status == 401:
            raise
        code = INVALID_PARAMS if refusal.status < 500 else INTERNAL
        data = refusal.body(language, request_id)
        return Reply(_STATUS.get(code, 400), _error(told.get("id"), code, data["message"], data))
    return Reply(body={"jsonrpc": "2.0", "id": message.id, "result": {**result, **_beside(message, result)}})


def refusal(error: AppError, language: Language, request_id: str) -> Reply:
    """What never came to a message: no key, too many calls."""
    body = error.body(language, request_id)
    return Reply(error.status, _error(None, REFUSED, body["message"], body), error.headers)


def initialized(message: Message, capabilities: Mapping[str, Any], instructions: str) -> dict[str, Any]:
    """For clients from before 2026-07-28."""
    wanted = message.params.get("protocolVersion")
    return {
        "protocolVersion": wanted if wanted in EARLIER else EARLIER[0],
        "capabilities": capabilities,
        "serverInfo": _server(),
        "instructions": instructions,
    }


def discovered(capabilities: Mapping[str, Any], instructions: str) -> dict[str, Any]:
    return {
        "supportedVersions": [MODERN, *EARLIER],
        "capabilities": {**capabilities, "extensions": {TASKS: {}}},
        "instructions": instructions,
    }


def _method(message: Message, methods: Methods) -> Method:
    if message.method not in methods:
        raise Wrong(NO_SUCH_METHOD, f"There is no method {message.method[:100]!r}.")
    return methods[message.method]


def _beside(message: Message, result: Mapping[str, Any]) -> dict[str, Any]:
    """What each answer of today's revision says of itself."""
    if message.version != MODERN:
        return {}
    kept = {"ttlMs": _KEPT_MS, "cacheScope": "private"} if message.method in _WHOLE else {}
    if message.method == "resources/read":
        kept = {"ttlMs": 0, "cacheScope": "private"}
    return {"resultType": result.get("resultType", "complete"), "_meta": {f"{_META}serverInfo": _server()}, **kept}


def _server() -> dict[str, str]:
    return {"name": "rushes", "title": "Rushes", "version": settings().version}


def _require_origin(origin: str | None) -> None:
    allowed = settings().cors_origins
    if origin and "*" not in allowed and origin not in allowed:
        raise Forbidden


def _object(raw: bytes) -> dict[str, Any]:
    try:
        told: Any = json.loads(raw)
    except (ValueError, RecursionError):
        raise Wrong(PARSE_ERROR, "The body is no JSON.") from None
    if not isinstance(told, dict):
        raise Wrong(INVALID_REQUEST, "The body must be one message.")
    return told


def _message(told: Mapping[str, Any], headers: Mapping[str, str]) -> Message:
    id_, method, params = told.get("id"), told.get("method"), told.get("params", {})
    whole = told.get("jsonrpc") == "2.0" and isinstance(method, str) and isinstance(params, dict)
    if not whole or not isinstance(id_, str | int) or isinstance(id_, bool):
        raise Wrong(INVALID_REQUEST, "This is no request of JSON-RPC 2.0.")
    meta = params.get("_meta")
    said: Mapping[str, Any] = meta if isinstance(meta, dict) else {}
    claimed, header = said.get(f"{_META}protocolVersion"), headers.get("MCP-Protocol-Version")
    if claimed is None and header in (None, *EARLIER):
        return Message(id_, str(method), params, header or EARLIER[-1], {})
    if claimed != header:
        raise Wrong(HEADER_MISMATCH, "MCP-Protocol-Version and the version in _meta must be the same.")
    if claimed != MODERN:
        supported = [MODERN, *EARLIER]
        raise Wrong(UNSUPPORTED_VERSION, "Unsupported protocol version", {"supported": supported, "requested": claimed})
    _require_headers(str(method), params, headers)
    capabilities = said.get(f"{_META}clientCapabilities")
    extensions = capabilities.get("extensions") if isinstance(capabilities, dict) else None
    return Message(id_, str(method), params, MODERN, extensions if isinstance(extensions, dict) else {})


def _require_headers(method: str, params: Mapping[str, Any], headers: Mapping[str, str]) -> None:
    """What whoever stands between reads there is what is done here."""
    if headers.get("Mcp-Method") != method:
        raise Wrong(HEADER_MISMATCH, "Mcp-Method must be the method.")
    if (field := _NAMED.get(method)) and _decoded(headers.get("Mcp-Name")) != params.get(field):
        raise Wrong(HEADER_MISMATCH, f"Mcp-Name must be params.{field}.")


def _decoded(header: str | None) -> str | None:
    if header is None or not (header.startswith("=?base64?") and header.endswith("?=")):
        return header
    try:
        return base64.b64decode(header[9:-2], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Wrong(HEADER_MISMATCH, "Mcp-Name is not encoded as it says.") from None


def _error(id_: Any, code: int, message: str, data: Any = None) -> dict[str, Any]:
    known = id_ if isinstance(id_, str | int) else None
    return {"jsonrpc": "2.0", "id": known, "error": {"code": code, "message": message, **({"data": data} if data else {})}}

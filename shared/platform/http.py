"""The doors' frame: from a request to one call and back. Every error leaves through one path, in one shape.

    door = Door("account", caller=USER)

    @door.get("/", answers=AccountView)
    def show(call: Call) -> Reply: ...

`door.entry` is what the functions framework serves.
"""

from __future__ import annotations

import importlib
import json
import re
import secrets
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast
from urllib.parse import unquote

import flask

from shared.platform import logs
from shared.platform.clients import clock
from shared.platform.errors import (
    AppError,
    IdempotencyKeyMissing,
    InternalError,
    Language,
    MethodNotAllowed,
    NoSuchPath,
    TooLarge,
)
from shared.platform.settings import settings

if TYPE_CHECKING:
    from pydantic import BaseModel

    from shared.platform.callers import Caller, Gate

BODY_LIMIT = 256 * 1024
_SEGMENT = r"[A-Za-z0-9_.~:@-]{1,128}"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9_-]{8,128}")


class Call(NamedTuple):
    """One request that passed its door: who asks, for what, in which language."""

    door: str
    request_id: str
    language: Language
    now: datetime
    caller: Caller
    path: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any = None
    query: Any = None
    idempotency_key: str | None = None
    raw: bytes = b""


class Reply(NamedTuple):
    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = MappingProxyType({})


Handler = Callable[[Call], Reply]
Form: TypeAlias = "type[BaseModel] | str"  # a name is looked up in the door's module of forms by the first call that needs it


class Route(NamedTuple):
    """What a door does for one method and path; OpenAPI is written from the same facts."""

    method: str
    path: str
    handler: Handler
    body: Form | None
    query: Form | None
    answers: str | None
    status: int
    spends: bool
    body_limit: int
    pattern: re.Pattern[str]

    @property
    def summary(self) -> str:
        return (self.handler.__doc__ or "").strip().splitlines()[0]


class Door:
    """One deployed function: its routes and who may call them."""

    def __init__(self, name: str, caller: Gate, forms: str = "") -> None:
        self.name, self.caller, self._forms = name, caller, forms
        self.routes: list[Route] = []

    def route(
        self,
        method: str,
        path: str,
        *,
        body: Form | None = None,
        query: Form | None = None,
        answers: str | None = None,
        status: int = 200,
        spends: bool = False,
        body_limit: int = BODY_LIMIT,
    ) -> Callable[[Handler], Handler]:
        pattern = re.compile(re.sub(r"\{(\w+)\}", rf"(?P<\1>{_SEGMENT})", path))

        def add(handler: Handler) -> Handler:
            self.routes.append(Route(method, path, handler, body, query, answers, status, spends, body_limit, pattern))
            return handler

        return add

    def get(self, path: str, *, query: Form | None = None, answers: str | None = None) -> Callable[[Handler], Handler]:
        return self.route("GET", path, query=query, answers=answers)

    def form(self, wanted: Form) -> type[BaseModel]:
        return getattr(importlib.import_module(self._forms), wanted) if isinstance(wanted, str) else wanted

    @property
    def entry(self) -> types.FunctionType:
        """What the functions framework calls: a plain function of this door's name."""

        def entry(request: flask.Request) -> flask.Response:
            return _serve(self, request)

        entry.__name__ = entry.__qualname__ = self.name
        entry.__doc__ = f"The function {self.name}."
        return cast("types.FunctionType", entry)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """The route for a request; HEAD is answered as GET without its body."""
        matches = [(route, found) for route in self.routes if (found := route.pattern.fullmatch(path))]
        if not matches:
            raise NoSuchPath
        wanted = "GET" if method == "HEAD" else method
        for route, found in matches:
            if route.method == wanted:
                return route, found.groupdict()
        raise MethodNotAllowed(method=method, allowed=", ".join(sorted({route.method for route, _ in matches})))


def _serve(door: Door, request: flask.Request) -> flask.Response:
    given = request.headers.get("X-Request-Id", "")
    request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(12)
    language = language_of(request.headers.get("Accept-Language", ""))
    with logs.about(function=door.name, request_id=request_id, **_trace(request)):
        try:
            serve = _preflight if request.method == "OPTIONS" else _answer
            reply = serve(door, request, request_id, language)
        except AppError as error:
            reply = _refuse(error, language, request_id)
        except Exception as error:  # noqa: BLE001 - the one place where anything unforeseen becomes an answer
            logs.error("unforeseen error", cause=error)
            reply = _refuse(InternalError(), language, request_id)
        response = _response(reply, request, request_id)
        logs.info("answered", method=request.method, status=response.status_code)
        return response


def _answer(door: Door, request: flask.Request, request_id: str, language: Language) -> Reply:
    path = request.path if request.path.startswith("/") else f"/{request.path}"
    route, parts = door.find(request.method, path.rstrip("/") or "/")
    headers = dict(request.headers)
    caller = door.caller(door.name, headers)
    if caller.id:
        logs.note(user_id=caller.id)
    raw = _read(request, route.body_limit) if route.method != "GET" else b""
    body, query = _validated(door, route, request, raw, language)
    return route.handler(
        Call(
            door=door.name,
            request_id=request_id,
            language=language,
            now=clock().now(),
            caller=caller,
            path={name: unquote(value) for name, value in parts.items()},
            headers=headers,
            body=body,
            query=query,
            idempotency_key=_idempotency_key(headers, required=route.spends),
            raw=raw,
        )
    )


def _validated(door: Door, route: Route, request: flask.Request, raw: bytes, language: Language) -> tuple[Any, Any]:
    if not (route.body or route.query):
        return None, None  # and pydantic is not imported
    from shared.platform import validation

    content_type = request.headers.get("Content-Type")
    body = validation.body(door.form(route.body), raw, content_type, language) if route.body else None
    return body, validation.query(door.form(route.query), request.args, language) if route.query else None


def _read(request: flask.Request, limit: int) -> bytes:
    if (request.content_length or 0) > limit:
        raise TooLarge(limit=limit)
    raw = request.stream.read(limit + 1)
    if len(raw) > limit:
        raise TooLarge(limit=limit)
    return raw


def _idempotency_key(headers: Mapping[str, str], *, required: bool) -> str | None:
    key = headers.get("Idempotency-Key")
    if (required and key is None) or (key is not None and not _IDEMPOTENCY_KEY.fullmatch(key)):
        raise IdempotencyKeyMissing
    return key


def language_of(header: str) -> Language:
    """The better liked of German and English; English where neither is named."""
    liked: dict[Language, float] = {}
    for entry in header[:200].lower().split(","):
        name, _, rest = entry.strip().partition(";")
        weight = re.fullmatch(r"\s*q=(0(\.\d*)?|1(\.0*)?)\s*", rest)
        for language in ("de", "en"):
            if name == language or name.startswith(f"{language}-"):
                liked[language] = max(liked.get(language, 0.0), float(weight[1]) if weight else 1.0)
    return "de" if liked.get("de", 0.0) > liked.get("en", 0.0) else "en"


def _trace(request: flask.Request) -> dict[str, str]:
    header = request.headers.get("X-Cloud-Trace-Context", "").partition("/")[0]
    if not header and (parent := re.fullmatch(r"00-([0-9a-f]{32})-.*", request.headers.get("traceparent", ""))):
        header = parent[1]
    if not re.fullmatch(r"[0-9a-f]{32}", header):
        return {}
    return {"logging.googleapis.com/trace": f"projects/{settings().project}/traces/{header}"}


def _preflight(door: Door, request: flask.Request, _request_id: str, _language: Language) -> Reply:
    path = request.path.rstrip("/") or "/"
    allowed = sorted({route.method for route in door.routes if route.pattern.fullmatch(path)})
    if not allowed:
        raise NoSuchPath
    return Reply(
        204,
        headers={
            "Access-Control-Allow-Methods": ", ".join([*allowed, "OPTIONS"]),
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept-Language, Idempotency-Key, X-Request-Id",
            "Access-Control-Max-Age": "3600",
        },
    )


def _refuse(error: AppError, language: Language, request_id: str) -> Reply:
    return Reply(error.status, error.body(language, request_id), error.headers)


def _response(reply: Reply, request: flask.Request, request_id: str) -> flask.Response:
    body = b"" if reply.body is None else reply.body if isinstance(reply.body, bytes) else _json(reply.body)
    response = flask.Response(None if request.method == "HEAD" else body, reply.status)
    if reply.body is not None:
        response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Length"] = str(len(body))
    response.headers.update({"X-Request-Id": request_id, "X-Content-Type-Options": "nosniff"})
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.update(_cors(request.headers.get("Origin")))
    response.headers.update(reply.headers)
    return response


def _cors(origin: str | None) -> dict[str, str]:
    if not origin:
        return {}
    allowed = settings().cors_origins
    exposed = {"Access-Control-Expose-Headers": "X-Request-Id, Retry-After"}
    if "*" in allowed:
        return {"Access-Control-Allow-Origin": "*", **exposed}
    return {"Access-Control-Allow-Origin": origin, "Vary": "Origin", **exposed} if origin in allowed else {}


def _json(body: Any) -> bytes:
    dump = getattr(body, "model_dump_json", None)
    if dump is not None:
        return cast("str", dump(by_alias=True)).encode()
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")

"""Gemini Omni through the Interactions API, on the Gemini API and on Vertex; in plain HTTP (docs/decisions/009)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

import google.auth
from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport.requests import Request

from shared.platform.clock import Clock
from shared.platform.errors import Unavailable
from shared.platform.storage.objects import Gone
from shared.providers import omni_errors, omni_request
from shared.providers.interface import (
    ORDER_S,
    Done,
    Failed,
    MaybeSent,
    Operation,
    Order,
    OrderRefused,
    Pending,
    Picture,
    Result,
    Transient,
    label,
    named,
)
from shared.providers.outcomes import Code, Outcome
from shared.providers.wire import STALL_S, Authorize, Heard, NeverSent, NoAnswer, Wire

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

GEMINI_API, VERTEX_GLOBAL = "gemini-api", "vertex-global"
GEMINI_URL, VERTEX_URL = "https://generativelanguage.googleapis.com", "https://aiplatform.googleapis.com"
POLL_S = 60.0  # of a poll, which may bring a whole video
MOST_PICTURES_BYTES = 60 * 1024 * 1024  # inline, together; the API takes 100 MB as they travel

_RESULTS = "storage.googleapis.com"  # where media may lie beside the API's own address
_KEY = re.compile(r"[!-~]{1,512}")
_REVISION = {"api-revision": "2026-05-20"}  # the schema with steps, which these answers are read by
_DATA = "#data-"

Read = Callable[[Picture], bytes]  # raises Gone, Unavailable


@dataclass(frozen=True)
class _Surface:
    name: str
    path: str  # of its interactions
    takes_addresses: bool  # of pictures in our buckets; and it writes there


class Omni:
    """Made by `gemini_api` or `vertex_global`."""

    def __init__(self, surface: _Surface, wire: Wire, clock: Clock, read: Read | None) -> None:
        self._surface, self._wire, self._clock, self._read = surface, wire, clock, read

    def submit(self, order: Order) -> Operation:
        body = self._body(order)
        try:
            heard = self._wire.ask("POST", self._surface.path, body)
        except NeverSent as error:
            raise OrderRefused(Outcome.PROVIDER_ERROR, str(error), code=error.code) from error
        except NoAnswer as error:
            raise MaybeSent(str(error)) from error
        if heard.status != 200:
            raise omni_errors.submit_failed(heard)
        name = _document(heard).get("id")
        if not isinstance(name, str) or not name:
            raise MaybeSent("the answer names no interaction")
        return Operation(name, order.model, self._surface.name, self._clock.now(), order.output_prefix)

    def check(self, operation: Operation) -> Pending | Done | Failed:
        path = self._path(operation)
        try:
            heard = self._wire.ask("GET", path, within_s=POLL_S)
        except (NeverSent, NoAnswer) as error:
            raise Transient(str(error)) from error
        if heard.status != 200:
            raise omni_errors.check_failed(heard)
        return _state(_document(heard), f"{self._wire.base_url}{path}")

    def open(self, result: Result) -> Iterator[bytes]:
        """Raises Gone when nothing can be fetched any more, Stalled or Corrupted when another try may do."""
        if result.content is not None:
            return iter((result.content,))
        uri = result.uri or ""
        if not uri or uri.startswith("gs://"):
            raise ValueError("this result lies in our bucket: Cloud Storage copies it")
        address, found, number = uri.rpartition(_DATA)
        if found and address.startswith(f"{self._wire.base_url}/") and number.isdigit():
            return self._wire.fetch_data(address.removeprefix(self._wire.base_url), int(number))
        return self._wire.fetch(uri)

    def cancel(self, operation: Operation) -> bool:
        try:
            heard = self._wire.ask("POST", f"{self._path(operation)}/cancel", {})
        except (NeverSent, NoAnswer):
            return False
        return heard.status == 200 and _document(heard).get("status") == "cancelled"

    def _path(self, operation: Operation) -> str:
        return f"{self._surface.path}/{quote(operation.name, safe='')}"

    def _body(self, order: Order) -> dict[str, Any]:
        """Labels where there are labels; on the Gemini API the job is named in what its webhooks will carry."""
        body = omni_request.body_of(order, self._shown())
        if self._surface.takes_addresses:
            body["response_format"]["gcs_uri"] = order.output_prefix
            return body | {"labels": {"job": label(order.job_id), "attempt": str(order.attempt)}}
        return body | {"webhook_config": {"user_metadata": {"job_id": order.job_id, "attempt": str(order.attempt)}}}

    def _shown(self) -> omni_request.Shown:
        left = MOST_PICTURES_BYTES

        def inline(picture: Picture) -> dict[str, Any]:
            nonlocal left
            content = self._content(picture)
            left -= len(content)
            if left < 0:
                raise OrderRefused(Outcome.REJECTED, f"more than {MOST_PICTURES_BYTES} bytes of pictures")
            return omni_request.inline(picture, content)

        return omni_request.by_address if self._surface.takes_addresses else inline

    def _content(self, picture: Picture) -> bytes:
        if self._read is None:
            raise ValueError("pictures need somebody who reads them")
        try:
            return self._read(picture)
        except Gone as error:
            raise OrderRefused(Outcome.REJECTED, f"a picture is gone: {error}") from error
        except Unavailable as error:
            raise OrderRefused(Outcome.PROVIDER_ERROR, "a picture could not be read", code=Code.NETWORK) from error


def gemini_api(
    key: str | None,
    clock: Clock,
    *,
    base_url: str | None = None,
    read: Read | None = None,
    timeout_s: float = ORDER_S,
    stall_s: float = STALL_S,
) -> Omni:
    """On the Gemini API with a key, ours or a user's own. Nothing is sent without one."""

    def authorize() -> Mapping[str, str]:
        if not key or not _KEY.fullmatch(key):
            raise NeverSent("there is no key for the Gemini API that could be sent", Code.INVALID_API_KEY)
        return {"x-goog-api-key": key}

    wire = _wire(base_url, GEMINI_URL, authorize, timeout_s, stall_s)
    return Omni(_Surface(GEMINI_API, "/v1beta/interactions", takes_addresses=False), wire, clock, read)


def vertex_global(
    project: str,
    clock: Clock,
    *,
    base_url: str | None = None,
    credentials: Credentials | None = None,
    timeout_s: float = ORDER_S,
    stall_s: float = STALL_S,
) -> Omni:
    """On Vertex, where Omni is served at `global` only. Without credentials it uses the process's own (ADC)."""
    wire = _wire(base_url, VERTEX_URL, _Bearer(credentials), timeout_s, stall_s)
    path = f"/v1beta1/projects/{project}/locations/global/interactions"
    return Omni(_Surface(VERTEX_GLOBAL, path, takes_addresses=True), wire, clock, None)


def _wire(base_url: str | None, usual: str, authorize: Authorize, timeout_s: float, stall_s: float) -> Wire:
    hosts = frozenset({usual.removeprefix("https://"), _RESULTS})
    return Wire(base_url or usual, authorize, hosts=hosts, headers=_REVISION, timeout_s=timeout_s, stall_s=stall_s)


class _Bearer:
    """A token of the given credentials, renewed when it must be."""

    def __init__(self, credentials: Credentials | None) -> None:
        self._credentials = credentials

    def __call__(self) -> Mapping[str, str]:
        headers: dict[str, str] = {}
        try:
            if self._credentials is None:
                found: Any = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
                self._credentials = found[0]
            cast("Any", self._credentials).before_request(Request(), "POST", VERTEX_URL, headers)
        except GoogleAuthError as error:
            code = Code.NETWORK if isinstance(error, TransportError) else Code.INVALID_API_KEY
            raise NeverSent(named(error), code) from error
        return headers


def _document(heard: Heard) -> dict[str, Any]:
    found: Any = heard.document
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _state(document: Mapping[str, Any], address: str) -> Pending | Done | Failed:
    """What is not plainly an end is taken for still working: queued, in_progress, requires_continuation, news."""
    status = document.get("status")
    result = _result(document, address)
    if result and status in ("completed", "incomplete"):
        return Done(result)
    match status:
        case "completed":
            return omni_errors.filtered(_said(document))
        case "failed":
            told: Any = document.get("errors") or [document.get("error")]
            return omni_errors.interaction_failed(cast("list[Any]", told) if isinstance(told, list) else [])
        case "cancelled":
            return Failed(Outcome.CANCELLED, "the provider stopped it", "cancelled")
        case "budget_exceeded":
            return Failed(Outcome.QUOTA, "the provider's budget is used up", "budget_exceeded")
        case "incomplete" | "requires_action":  # nobody here could act, and nothing more would come
            return Failed(Outcome.PROVIDER_ERROR, f"it ended as {status}", str(status))
        case _:
            return Pending()


def _result(document: Mapping[str, Any], address: str) -> Result | None:
    for part in _made(document):
        mime_type = str(part.get("mime_type") or "video/mp4")
        uri, data = part.get("uri"), part.get("data")
        if part.get("type") == "video" and isinstance(uri, str) and uri:
            return Result(uri, mime_type)
        if part.get("type") == "video" and isinstance(data, str) and data:
            return Result(f"{address}{_DATA}{data}", mime_type)
    return None


def _said(document: Mapping[str, Any]) -> list[str]:
    return [str(part["text"]) for part in _made(document) if part.get("type") == "text" and part.get("text")]


def _made(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the model gave, in whatever order; the user's own pictures are not among it."""
    for step in _objects(document.get("steps")):
        if step.get("type") == "model_output":
            yield from _objects(step.get("content"))


def _objects(found: Any) -> list[dict[str, Any]]:
    return [each for each in cast("list[Any]", found) if isinstance(each, dict)] if isinstance(found, list) else []

"""Refusals by status: which operations can give which, and the codes that stand behind each, from the error classes."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from local.openapi import refusals
from local.openapi.errors import refusals as every_refusal
from local.openapi.headers import told
from shared.platform.errors import AppError
from shared.platform.web import callers
from shared.platform.web.door import Door, Route

_HEADERS = {401: ("WWW-Authenticate",), 429: ("Retry-After", "RateLimit", "RateLimit-Policy"), 503: ("Retry-After",)}
_NAMES = {
    400: "BadRequest",
    401: "Unauthenticated",
    402: "InsufficientCredits",
    403: "Forbidden",
    404: "NotFound",
    408: "RequestTimeout",
    409: "Conflict",
    410: "Gone",
    413: "TooLarge",
    415: "UnsupportedMediaType",
    422: "NotPossible",
    429: "TooMany",
    500: "Internal",
    503: "Unavailable",
}
_COUNTED = re.compile(r"\{\w+:[^{}|]*\|([^{}|]*)\}")  # a word that counts: its plural stands for both


def of(door: Door, route: Route) -> dict[str, Any]:
    """What this operation can be refused with. A refusal that is not named here has the same shape."""
    found = {
        400: True,  # also for a malformed header
        401: door.caller is not callers.anyone or door.name == "hooks",
        402: route.spends,
        403: door.caller is not callers.anyone and door.caller is not callers.user,
        404: "{" in route.path or (bool(route.body) and _is_for_people(door)),
        408: route.method != "GET",
        409: _is_for_people(door) and (route.method != "GET" or route.path.endswith("/links")),
        410: _is_for_people(door) and (route.method != "GET" or route.path.endswith("/links")),
        413: route.method != "GET",
        415: route.body is not None or route.path == "/batch",
        422: _is_for_people(door) and route.method != "GET",
        429: door.pace is not None,
        500: True,
        503: True,
    }
    known = {str(status): {"$ref": f"#/components/responses/{_NAMES[status]}"} for status, can in found.items() if can}
    return {**known, "default": {"$ref": "#/components/responses/Other"}}


def components() -> dict[str, Any]:
    known = {
        name: {
            "description": _described(status),
            "headers": told(*_HEADERS.get(status, ())),
            "content": refusals.content(status),
        }
        for status, name in _NAMES.items()
    }
    rest = {each.status for each in every_refusal()} - _NAMES.keys()
    other = {"description": "Any other refusal, in the same shape", "headers": told(), "content": refusals.content(*rest)}
    return {**known, "Other": other}


def _described(status: int) -> str:
    told = ((each.code, _COUNTED.sub(r"\1", _said(each))) for each in every_refusal() if each.status == status)
    codes = [f"- `{code}`: {message}" for code, message in told]
    return f"{HTTPStatus(status).phrase}. `error` is one of:\n\n" + "\n".join(codes)


def _said(error: type[AppError]) -> str:
    """Its message; one that is all of it found at the time has its meaning beside it."""
    return error.__doc__.splitlines()[0] if error.__doc__ and error.message.en == "{en}" else error.message.en


def _is_for_people(door: Door) -> bool:
    return door.caller in (callers.user, callers.admin)

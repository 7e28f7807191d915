"""Headers that many operations have in common."""

from __future__ import annotations

from typing import Any

REQUEST_ID = "app-7f3a9c01"
PARAMETERS: dict[str, Any] = {
    "AcceptLanguage": {
        "name": "Accept-Language",
        "in": "header",
        "description": "The language of messages and notices, `de` or `en`, as browsers send it; else English. What is written "
        "for you (prompts, storyboards) follows it too where the body names no language; else German.",
        "schema": {"type": "string", "maxLength": 200},
        "example": "en",
    },
    "RequestId": {
        "name": "X-Request-Id",
        "in": "header",
        "description": "Your own id for this call; it comes back and stands in every line of our logs. Else one is made.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{8,64}$"},
        "example": REQUEST_ID,
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "A new one for each thing to be made, the same for each retry of it: for two days the same key and body "
        "bring what they brought first, as it stands by then, and cost nothing more; with another body they are refused.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,128}$"},
        "example": "video-2026-01-31-0001",
    },
}
PARAMETERS["IdempotencyKeyUnlessQuoted"] = {
    **PARAMETERS["IdempotencyKey"],
    "required": False,
    "description": "Required unless only a price is asked for: " + PARAMETERS["IdempotencyKey"]["description"],
}
HEADERS: dict[str, Any] = {
    "X-Request-Id": {
        "description": "Names this call; tell it to support.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{8,64}$"},
    },
    "Idempotency-Replayed": {
        "description": "`true` where this Idempotency-Key came before: nothing new was begun or charged, and what was made "
        "then is told as it stands now (404 where it was erased). Absent otherwise.",
        "schema": {"type": "string", "const": "true"},
    },
    "X-Next-Cursor": {
        "description": "The `cursor` of the next page; absent with the last one.",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "Seconds after which it is worth trying again; absent where time alone does not help.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "RateLimit": {
        "description": "What is left of the class of calls that this one counts in (an IETF draft, revision 11): `r` calls may "
        "come right now, and in `t` seconds all of them. `calls` are counted by each instance for itself.",
        "schema": {"type": "string"},
        "example": '"generation";r=9;t=6',
    },
    "RateLimit-Policy": {
        "description": "The class and its limit: `q` calls in `w` seconds.",
        "schema": {"type": "string"},
        "example": '"generation";q=10;w=60',
    },
    "WWW-Authenticate": {
        "description": "The scheme that is asked for, and whether the token that came was at fault.",
        "schema": {"type": "string"},
    },
    "Content-Disposition": {
        "description": "The name to save the file under.",
        "schema": {"type": "string"},
    },
    "Cache-Control": {
        "description": "How long the answer may be kept by browsers and proxies.",
        "schema": {"type": "string"},
    },
}


def parameter(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


def told(*names: str) -> dict[str, Any]:
    """The headers of a response; each has its request's id."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-Id", *names)}

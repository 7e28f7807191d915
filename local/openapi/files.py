"""Operations whose body or answer no form describes: files, events of others, and what has two forms."""

from __future__ import annotations

from typing import Any

from local.openapi.tables import reference
from shared.platform.web.door import Door, Route

WHAT = "The file"
_TABLE = "The header names the fields of a row; cells are parted by commas, semicolons or tabs"
_CSV = "prompt;seconds;audio\nA lighthouse in a storm;8;yes\nThe same at dawn;4;no\n"


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": reference(schema)}}


_TAKEN: dict[tuple[str, str, str], dict[str, Any]] = {
    ("videos", "POST", "/batch"): {
        **_json("VideoBatchRequest"),
        "text/csv": {"schema": {"type": "string", "description": _TABLE}, "example": _CSV},
        "text/tab-separated-values": {"schema": {"type": "string", "description": _TABLE}},
        "application/vnd.ms-excel": {"schema": {"type": "string", "description": f"{_TABLE}; as Windows names CSV files"}},
    },
    ("storyboards", "POST", "/import"): _json("StoryboardImportRequest"),
    ("hooks", "POST", "/gemini"): _json("WebhookEvent"),
    ("hooks", "POST", "/openai"): _json("WebhookEvent"),
    ("output-events", "POST", "/"): _json("StorageEvent"),
    ("upload-events", "POST", "/"): _json("StorageEvent"),
}
_GIVEN: dict[tuple[str, str, str], dict[str, Any]] = {
    ("storyboards", "GET", "/{storyboard_id}/export"): _json("StoryboardFile"),
    ("prompts", "GET", "/export"): {
        "text/csv": {"schema": {"type": "string", "description": "RFC 4180 in UTF-8 with a byte order mark"}},
        **_json("ExportedPromptList"),
    },
    ("admin", "GET", "/audit/export"): {
        "text/csv": {"schema": {"type": "string", "description": "RFC 4180 in UTF-8 with a byte order mark"}},
        "application/x-ndjson": {"schema": {"type": "string", "description": "An `AuditEntry` in each line"}},
    },
    ("admin", "GET", "/figures"): {
        **_json("FiguresList"),
        "text/csv": {"schema": {"type": "string", "description": "A row for each day and model, and one for each day"}},
    },
    ("catalog", "GET", "/openapi.json"): _json("OpenApiDocument"),
}
_SIGNED = {
    "webhook-id": "Names the event; the same one may come again",
    "webhook-timestamp": "When it was sent, in seconds since 1970",
    "webhook-signature": "`v1,` and the HMAC-SHA256 of id, timestamp and body, in base64; several are parted by blanks",
}


def taken(door: Door, route: Route) -> dict[str, Any] | None:
    return _TAKEN.get(_of(door, route))


def given(door: Door, route: Route) -> dict[str, Any] | None:
    return _GIVEN.get(_of(door, route))


def also_quotes(door: Door, route: Route) -> bool:
    """Whether it answers 200 where only the price was asked for."""
    return _of(door, route) == ("videos", "POST", "/batch")


def headers(door: Door) -> list[dict[str, Any]]:
    if door.name != "hooks":
        return []
    return [
        {"name": name, "in": "header", "required": True, "description": what, "schema": {"type": "string"}}
        for name, what in _SIGNED.items()
    ]


def _of(door: Door, route: Route) -> tuple[str, str, str]:
    return door.name, route.method, route.path

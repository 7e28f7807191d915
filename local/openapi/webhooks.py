"""What endpoints of users are sent, as the document's `webhooks` say it."""

from __future__ import annotations

from typing import Any

from local.openapi.tables import reference
from shared.lifecycle.outbox import Event
from shared.webhooks.statuses import TEST

_OF = {"video": "VideoEvent", "film": "FilmEvent", "prompt": "PromptEvent", "credits": "CreditsEvent", "webhook": "TestEvent"}
MODELS = tuple(_OF.values())
_WHAT = {
    "completed": "It is there",
    "failed": "It came to nothing",
    "cancelled": "It was called off",
    "low": "A charge brought the balance below what its user named",
    "test": "Sent on its owner's word; nothing has happened",
}
_TAKEN = {
    "2XX": {"description": "Taken. Whatever else is answered within ten seconds, or nothing, is sent again for a day"},
    "410": {"description": "It wants nothing more: the endpoint is switched off"},
}
_HEADERS = (
    ("webhook-id", "The same each time that it is sent: what was taken already can be told by it", "string"),
    ("webhook-timestamp", "When it was sent this time, in seconds since 1970; refuse what is older than five minutes", "string"),
    ("webhook-signature", "`v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64; one for each good secret", "string"),
)


def told() -> dict[str, Any]:
    return {event: _webhook(event) for event in (*Event, TEST)}


def _webhook(event: str) -> dict[str, Any]:
    about, _, what = event.partition(".")
    named = about.capitalize()
    return {
        "post": {
            "operationId": f"on{named}{what.capitalize()}",
            "summary": f"{named} {what}",
            "description": f"{_WHAT[what]}. It may come twice, and in any order.",
            "tags": ["webhooks"],
            "security": [],
            "parameters": [
                {"name": name, "in": "header", "required": True, "description": meaning, "schema": {"type": form}}
                for name, meaning, form in _HEADERS
            ],
            "requestBody": {"required": True, "content": {"application/json": {"schema": reference(_OF[about])}}},
            "responses": _TAKEN,
        }
    }

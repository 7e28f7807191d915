"""Why a picture was not taken, and what its owner can do. No Google here, and nothing that looks at pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.lifecycle import messages
from shared.media.rejections import LONGEST_SIDE, MOST_BYTES, Rejection
from shared.platform.errors import Text

NEVER_CAME = "not_uploaded"
_NEVER_CAME = Text("No picture was uploaded.", "Es wurde kein Bild hochgeladen.")
_ONCE_MORE = Text("Upload it once more.", "Lade es noch einmal hoch.")
_ANEW = Text("Save the picture anew and upload that.", "Speichere das Bild neu und lade es dann hoch.")
_SMALLER = Text("Make the picture smaller and upload that.", "Mache das Bild kleiner und lade es dann hoch.")
_ACTIONS: Mapping[str, Text] = {
    NEVER_CAME: _ONCE_MORE,
    Rejection.TRUNCATED: _ONCE_MORE,
    Rejection.UNKNOWN_KIND: Text("Upload a JPEG, PNG or WebP picture.", "Lade ein Bild im Format JPEG, PNG oder WebP hoch."),
    Rejection.TOO_LARGE: _SMALLER,
    Rejection.SIDE_TOO_LONG: _SMALLER,
    Rejection.ANIMATED: Text("Upload a still picture.", "Lade ein stehendes Bild hoch."),
}
_LIMITS: Mapping[str, int] = {Rejection.TOO_LARGE: MOST_BYTES, Rejection.SIDE_TOO_LONG: LONGEST_SIDE}


def text_of(why: str) -> Text:
    return _NEVER_CAME if why == NEVER_CAME else Rejection(why).text


def action_of(why: str) -> Text:
    return _ACTIONS.get(why, _ANEW)


def error_of(why: str) -> dict[str, Any]:
    """As an image's document keeps it."""
    action = action_of(why)
    return messages.failure(why.upper(), [text_of(why)], action, retryable=action is _ONCE_MORE, limit=_LIMITS.get(why))

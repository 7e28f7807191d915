"""Whether a provider accepts a key, by a call that costs nothing. What the provider says is read, never kept or logged."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from shared.platform.sealed import Secret
    from shared.providers.wire import Heard

GEMINI = "https://generativelanguage.googleapis.com"
OPENAI = "https://api.openai.com/v1"
_TIMEOUT_S = 6.0


class KeyProvider(StrEnum):
    """Whose keys a user may bring along; the names are surfaces of the catalog."""

    GEMINI = "gemini-api"
    OPENAI_VIDEOS = "openai-videos"


class Verdict(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"  # nobody answered, or not about the key


class _Question(NamedTuple):
    base_url: str
    path: str
    headers: Mapping[str, str]


def check(provider: str, key: Secret, project: str | None, *, timeout_s: float = _TIMEOUT_S) -> Verdict:
    """One request, to the provider's own address only."""
    from shared.providers.wire import NeverSent, NoAnswer, Wire

    question = _question(provider, key, project)
    wire = Wire(question.base_url, lambda: question.headers, timeout_s=timeout_s)
    try:
        return _verdict(provider, wire.ask("GET", question.path))
    except (NeverSent, NoAnswer):
        return Verdict.UNKNOWN


def _question(provider: str, key: Secret, project: str | None) -> _Question:
    from shared.platform.settings import settings

    if provider == "gemini-api":
        return _Question(settings().gemini_url or GEMINI, "/v1beta/models?pageSize=1", {"x-goog-api-key": key.reveal()})
    beside = {"OpenAI-Project": project} if project else {}
    return _Question(settings().openai_videos_url or OPENAI, "/models", {"Authorization": f"Bearer {key.reveal()}", **beside})


def _verdict(provider: str, heard: Heard) -> Verdict:
    if heard.status == 200:
        return Verdict.VALID
    if heard.status == 401:
        return Verdict.INVALID
    if provider == "gemini-api" and (heard.status == 403 or "API_KEY_INVALID" in _reasons(heard.document)):
        return Verdict.INVALID  # of another wire 403 may mean that this key may not list models
    return Verdict.UNKNOWN


def _reasons(document: Any) -> set[str]:
    """Google says 400 of a key that is not one, and why in a detail."""
    try:
        return {str(detail.get("reason")) for detail in document["error"]["details"]}
    except (KeyError, TypeError, AttributeError):
        return set()

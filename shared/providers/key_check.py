"""Whether a provider accepts a key, by a call that costs nothing. What the provider says is read, never kept or logged."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from shared.platform.settings import settings
from shared.providers import wire

if TYPE_CHECKING:
    from shared.platform.sealed_secrets import Secret

GEMINI = "https://generativelanguage.googleapis.com"
OPENAI = "https://api.openai.com/v1"
_TIMEOUT_S = 6.0
_PATHS = {"gemini-api": "/v1beta/models?pageSize=1", "openai-videos": "/models"}


class KeyProvider(StrEnum):
    """Whose keys a user may bring along; the names are surfaces of the catalog."""

    GEMINI = "gemini-api"
    OPENAI_VIDEOS = "openai-videos"


class Verdict(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"  # nobody answered, or not about the key


def check(
    provider: str, key: Secret, project: str | None, *, base_url: str | None = None, timeout_s: float = _TIMEOUT_S
) -> Verdict:
    """One request, to the provider's own address only: the one in the settings, unless another is given."""
    asked = wire.Wire(base_url or _address(provider), lambda: _headers(provider, key, project), timeout_s=timeout_s)
    try:
        return _verdict(provider, asked.ask("GET", _PATHS[provider]))
    except (wire.NeverSent, wire.NoAnswer):
        return Verdict.UNKNOWN


def _address(provider: str) -> str:
    return (settings().gemini_url or GEMINI) if provider == KeyProvider.GEMINI else (settings().openai_videos_url or OPENAI)


def _headers(provider: str, key: Secret, project: str | None) -> dict[str, str]:
    if provider == KeyProvider.GEMINI:
        return {"x-goog-api-key": key.reveal()}
    return {"Authorization": f"Bearer {key.reveal()}"} | ({"OpenAI-Project": project} if project else {})


def _verdict(provider: str, heard: wire.Heard) -> Verdict:
    if heard.status == 200:
        return Verdict.VALID
    if heard.status == 401:
        return Verdict.INVALID
    if provider == KeyProvider.GEMINI and (heard.status == 403 or "API_KEY_INVALID" in _reasons(heard.document)):
        return Verdict.INVALID  # of another wire 403 may mean that this key may not list models
    return Verdict.UNKNOWN


def _reasons(document: Any) -> set[str]:
    """Google says 400 of a key that is not one, and why in a detail."""
    try:
        return {str(detail.get("reason")) for detail in document["error"]["details"]}
    except (KeyError, TypeError, AttributeError):
        return set()

"""What doors of several domains answer alike. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from typing_extensions import TypedDict


class Error(TypedDict):
    """Every refusal of every operation has this shape."""

    error: str
    message: str
    details: dict[str, Any]
    retryable: bool
    suggestedAction: str
    requestId: str


class LocalizedText(TypedDict):
    """The same in both languages."""

    de: str
    en: str


class ItemRefusal(TypedDict):
    """Why one of several was left as it is."""

    id: str
    error: str
    message: str


class Deletion(TypedDict):
    """How many went to the trash now, and which did not."""

    deleted: int
    refused: list[ItemRefusal]


class MediaLinks(TypedDict):
    """Addresses that work without signing in until they expire."""

    playback: str
    download: str
    poster: str | None
    expires_at: datetime


class MediaFile(TypedDict):
    """A finished file and its measured facts."""

    object: str
    bytes: int
    crc32c: str
    seconds: float
    width: int
    height: int
    video_codec: str
    audio_codec: str | None
    poster: str | None


class Failure(TypedDict):
    """Why a work came to nothing, in the words of a refusal."""

    code: str
    message: str
    retryable: bool
    suggestedAction: str
    details: dict[str, Any]


class Rejection(TypedDict):
    """Why it was not taken."""

    code: str
    message: str


class UploadTarget(TypedDict):
    """Where and how to send the bytes: PUT, with exactly these headers."""

    method: Literal["PUT"]
    url: str
    headers: dict[str, str]
    expires_at: datetime

"""What the API answers, as small as it may be."""

from __future__ import annotations

from typing import Any

CREATED, EXPECTED = "2027-01-15T08:00:00Z", "2027-01-15T08:01:40Z"  # when the tests' time begins, and a hundred seconds on


def failure(code: str = "SAFETY_FILTER_BLOCKED") -> dict[str, Any]:
    return {"code": code, "message": "It was blocked.", "retryable": False, "suggestedAction": "Say it otherwise.", "details": {}}


def video(state: str = "queued", **fields: Any) -> dict[str, Any]:
    told = {"id": "v" * 24, "state": state, "created_at": CREATED, "expected_at": EXPECTED, "prompt": "A fox", "error": None}
    return {**told, "message": None, "credits": 40, "seconds": 8, "video": None, **fields}


def image(status: str = "uploading", **fields: Any) -> dict[str, Any]:
    return {"id": "i" * 24, "status": status, "error": None, "created_at": CREATED, **fields}


def film(status: str = "compiling", **fields: Any) -> dict[str, Any]:
    return {"id": "f" * 24, "status": status, "progress": 0.4, "error": None, "message": None, **fields}


def prompt(status: str = "pending", **fields: Any) -> dict[str, Any]:
    return {"id": "p" * 24, "status": status, "prompt_text": "", "error": None, **fields}

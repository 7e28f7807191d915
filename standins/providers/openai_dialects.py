"""Who speaks the OpenAI Videos wire, and how each says no: OpenAI itself, vLLM-Omni, LiteLLM."""

from __future__ import annotations

import re
from http import HTTPStatus

from .faults import Dialect
from .wire import Answer, Document, Refusal

_CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
_TYPES = {429: "requests", 500: "server_error", 502: "server_error", 503: "server_error", 504: "server_error"}
_MODEL = re.compile(r"\bmodel\b.*(no longer available|does not exist|deprecated)", re.IGNORECASE | re.DOTALL)
_LITELLM = {400: "BadRequestError", 401: "AuthenticationError", 404: "NotFoundError", 429: "RateLimitError"}


def refused(refusal: Refusal, dialect: Dialect = "openai") -> Answer:
    """`details` of a refusal names the parameter that it is about."""
    code = refusal.code or ("model_not_found" if _MODEL.search(refusal.message) else _CODES.get(refusal.status))
    param = next((detail["param"] for detail in refusal.details if "param" in detail), None)
    error: Document = {
        "message": refusal.message,
        "type": code if code == "insufficient_quota" else _TYPES.get(refusal.status, "invalid_request_error"),
        "param": param,
        "code": code,
    }
    if dialect == "vllm-omni":
        error |= {"type": HTTPStatus(refusal.status).phrase, "param": None, "code": refusal.status}
    elif dialect == "litellm":
        name = _LITELLM.get(refusal.status, "APIError")
        error["message"] = f"litellm.{name}: OpenAIException - {refusal.message}"
        error["code"] = str(refusal.status)
    return Answer(refusal.status, {"error": error}, dict(refusal.headers))


def status_of(status: str, dialect: Dialect) -> str:
    """LiteLLM says `processing` of whatever has not ended."""
    return "processing" if dialect == "litellm" and status in ("queued", "in_progress") else status


def http_status_of(job: Document, dialect: Dialect) -> int:
    """vLLM-Omni answers the status of the failure, with the job as the body."""
    if dialect != "vllm-omni" or job["status"] != "failed":
        return 200
    return 400 if job["error"]["code"] == MODERATED else 500


MODERATED = "moderation_blocked"

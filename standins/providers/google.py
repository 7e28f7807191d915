"""How Google's services say no, and who may speak to them."""

from __future__ import annotations

import base64
import binascii

from .wire import Answer, Ask, Document, Refusal

STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
KEY_VERSIONS = ("v1", "v1beta")  # of the Gemini API; its own client asks for v1 unless it is told otherwise
_AUTH = "See https://developers.google.com/identity/sign-in/web/devconsole-project."


def refused(refusal: Refusal) -> Answer:
    status = refusal.code or STATUS.get(refusal.status, "UNKNOWN")
    error: Document = {"code": refusal.status, "message": refusal.message, "status": status}
    if refusal.details:
        error["details"] = refusal.details
    headers = dict(refusal.headers)
    if refusal.status == 401:
        headers["www-authenticate"] = 'Bearer realm="https://accounts.google.com/"'
    return Answer(refusal.status, {"error": error}, headers)


def bearer(ask: Ask) -> str:
    scheme, _, token = ask.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def need_token(ask: Ask) -> None:
    """Any token will do, except none, and except one that says of itself that it is not good."""
    token = bearer(ask)
    if not token and api_key(ask):
        raise Refusal(
            401,
            "API keys are not supported by this API. Expected OAuth2 access token or other authentication credentials "
            "that assert a principal. See https://cloud.google.com/docs/authentication",
            details=[_reason("CREDENTIALS_MISSING", "aiplatform.googleapis.com")],
        )
    if not token:
        raise Refusal(
            401,
            "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or "
            f"other valid authentication credential. {_AUTH}",
            details=[_reason("CREDENTIALS_MISSING", "aiplatform.googleapis.com")],
        )
    if token.startswith(("invalid", "expired")):
        raise Refusal(
            401,
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
            f"valid authentication credential. {_AUTH}",
            details=[_reason("ACCESS_TOKEN_EXPIRED", "aiplatform.googleapis.com")],
        )


def api_key(ask: Ask) -> str:
    return ask.headers.get("x-goog-api-key", "") or ask.query.get("key", "")


def need_key(ask: Ask) -> None:
    """Any key will do, except none, and except one that begins with "invalid"."""
    key = api_key(ask)
    if not key:
        raise Refusal(
            403,
            "Method doesn't allow unregistered callers (callers without established identity). "
            "Please use API Key or other form of API consumer identity to call this API.",
        )
    if key.startswith("invalid"):
        raise Refusal(
            400,
            "API key not valid. Please pass a valid API key.",
            details=[_reason("API_KEY_INVALID", "generativelanguage.googleapis.com")],
        )


def versioned(ask: Ask) -> str:
    """Where the version of the Gemini API begins that was asked: addresses in its answers are of the same one."""
    version = "v1" if "/v1/" in ask.path else "v1beta"
    return f"{ask.base}/{version}"


def _reason(reason: str, service: str) -> Document:
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": service},
    }


def decoded(name: str, text: object) -> bytes:
    """Bytes as they travel in Google's JSON: both alphabets of base64 are understood, and padding may be missing."""
    plain = str(text).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error as error:
        raise bad_field(name, "Base64 decoding failed.") from error


def bad_field(name: str, why: str) -> Refusal:
    """400 that names the field, in the message and as a field violation."""
    violation = {"field": name, "description": why}
    return Refusal(
        400, f"{name}: {why}", details=[{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
    )

"""Between the messages of the wire and the words of the rules. Both services' calls, tokens and times look alike."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from standins.tasks.delivery import WITH_BODY
from standins.tasks.model import Call, Token
from standins.tasks.refusal import invalid

METHODS = ("", "POST", "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
_LONGEST_URL = 2083
_MOST_HEADERS = 80 * 1024
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_CLOUD_PLATFORM = "https://www.googleapis.com/auth/cloud-platform"


def timestamp(message: Any, field: str) -> datetime | None:
    if not message.HasField(field):
        return None
    try:
        return getattr(message, field).ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise invalid(f"{field} is not a valid time.") from None


def duration(message: Any, field: str) -> timedelta:
    """Zero when it is not set, as the services take it."""
    return getattr(message, field).ToTimedelta()


def put_time(message: Any, field: str, at: datetime | None) -> None:
    if at is not None:
        getattr(message, field).FromDatetime(at)


def put_duration(message: Any, field: str, value: timedelta) -> None:
    getattr(message, field).FromTimedelta(value)


def read_call(request: Any, url: str, field: str) -> Call:
    """An HttpRequest of a task or an HttpTarget of a job; `field` is what the service calls it."""
    if not url:
        raise invalid(f"{field} is required.")
    if not url.startswith(("http://", "https://")):
        raise invalid("HttpTarget.url must start with 'http://' or 'https://'.")
    if len(url) > _LONGEST_URL:
        raise invalid(f"{field} must be at most {_LONGEST_URL} characters.")
    method = METHODS[request.http_method] if 0 <= request.http_method < len(METHODS) else ""
    method = method or "POST"
    if request.body and method not in WITH_BODY:
        raise invalid(f"An HTTP request body is allowed only with POST, PUT or PATCH, not with {method}.")
    return Call(method, url, _headers(request), request.body, read_token(request, url))


def _headers(request: Any) -> dict[str, str]:
    headers = dict(request.headers)
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            raise invalid(f"Header {name!r} is not a valid HTTP header.")
    if sum(len(name) + len(value) for name, value in headers.items()) >= _MOST_HEADERS:
        raise invalid("The size of the headers must be less than 80KB.")
    return headers


def read_token(request: Any, url: str) -> Token | None:
    kind = request.WhichOneof("authorization_header")
    if kind is None:
        return None
    asked = getattr(request, kind)
    if not asked.service_account_email:
        raise invalid("The service account email of the token is required.")
    if kind == "oidc_token":
        return Token("oidc", asked.service_account_email, asked.audience or url)
    return Token("oauth", asked.service_account_email, asked.scope or _CLOUD_PLATFORM)


def put_call(message: Any, call: Call) -> None:
    """All but the URL, whose field differs."""
    message.http_method = METHODS.index(call.method)
    message.headers.update(call.headers)
    message.body = call.body
    if call.token and call.token.kind == "oidc":
        message.oidc_token.service_account_email = call.token.email
        message.oidc_token.audience = call.token.about
    elif call.token:
        message.oauth_token.service_account_email = call.token.email
        message.oauth_token.scope = call.token.about

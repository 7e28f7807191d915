"""V4 signed URLs, checked as the service checks them: what was signed, by whom, for when, and that nothing was added."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote

from cryptography.exceptions import InvalidSignature
from starlette.requests import Request

from standins.common.identity import Identity
from standins.storage.errors import Anonymous, Expired, Invalid, MalformedHeader, TooEarly, Unknown, Unsigned
from standins.storage.paths import raw_path

_ALGORITHM = "GOOG4-RSA-SHA256"
_LONGEST = 604_800
_PARAMETERS = ("algorithm", "credential", "date", "expires", "signedheaders", "signature")
_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your Google secret key and signing method."
)
_ANONYMOUS = "Anonymous caller does not have storage.objects.{} access to the Google Cloud Storage object."
_SIGNED_FOR = {"HEAD": ("HEAD", "GET")}  # who may fetch all of it may ask for its headers; no other method stands in for another
_PERMISSIONS = {"GET": "get", "HEAD": "get", "DELETE": "delete"}


class _Scope(NamedTuple):
    email: str
    date: str
    region: str
    service: str
    request: str


def verify(request: Request, identity: Identity, now: datetime, region: str) -> None:
    """Pass, or raise what the service would answer."""
    query = parse_qsl(request.url.query, keep_blank_values=True)
    given = {name.lower().removeprefix("x-goog-"): text for name, text in query if name.lower().startswith("x-goog-")}
    if "signature" not in given:
        _refuse_unsigned(request, dict(query))
    _check_scope(given, region)
    signed = given["signedheaders"].split(";")
    _check_headers(request, signed)
    methods = _SIGNED_FOR.get(request.method, (request.method,))
    if not any(_matches(_canonical_request(method, request, query, signed), given, identity) for method in methods):
        canonical = _canonical_request(request.method, request, query, signed)
        raise Unsigned(_MISMATCH, StringToSign=_message(canonical, given), CanonicalRequest=canonical)
    _check_time(given, now)


def _matches(canonical: str, given: dict[str, str], identity: Identity) -> bool:
    try:
        identity.verify(bytes.fromhex(given["signature"]), _message(canonical, given).encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _message(canonical: str, given: dict[str, str]) -> str:
    scope = given["credential"].split("/", 1)[1]
    return "\n".join([_ALGORITHM, given["date"], scope, hashlib.sha256(canonical.encode()).hexdigest()])


def _refuse_unsigned(request: Request, query: dict[str, str]) -> None:
    if "Signature" in query or "X-Amz-Signature" in query:
        raise Unknown("The local stand-in knows V4 RSA signatures only")
    if "authorization" in request.headers:
        raise Unknown("The local stand-in takes no Authorization header on the XML interface, only signed URLs")
    raise Anonymous(_ANONYMOUS.format(_PERMISSIONS.get(request.method, "create")))


def _check_scope(given: dict[str, str], region: str) -> None:
    for name in _PARAMETERS:
        if name not in given:
            raise Invalid(f"Missing query parameter: X-Goog-{name}")
    if given["algorithm"] != _ALGORITHM:
        raise Unknown(f"The local stand-in knows {_ALGORITHM} only, not {given['algorithm']}")
    parts = given["credential"].rsplit("/", 4)
    if len(parts) != len(_Scope._fields):
        raise _malformed("credential", "Credential was not a scope of five parts.")
    scope = _Scope(*parts)
    if scope.date != given["date"][:8] or scope.service != "storage" or scope.request != "goog4_request":
        raise _malformed("credential", "Credential scope does not fit the request.")
    if scope.region not in ("auto", region):
        raise _malformed("credential", f"Credential scope is for {scope.region}, the bucket is in {region}.")
    if not given["expires"].isdigit() or not 0 < int(given["expires"]) <= _LONGEST:
        raise _malformed("expires", "X-Goog-Expires must be between 1 and 604800 seconds.")
    if not re.fullmatch(r"\d{8}T\d{6}Z", given["date"]):
        raise _malformed("date", "X-Goog-Date must be an ISO 8601 basic timestamp.")


def _check_headers(request: Request, signed: list[str]) -> None:
    if "host" not in signed:
        raise _malformed("host", "Host header must be signed.")
    for name in signed:
        if name not in request.headers:
            raise _malformed(name, "Header was included in signedheaders, but not in the request.")
    extension = (name for name in request.headers if name.startswith(("x-goog-", "x-amz-")))
    unsigned = [name for name in extension if name not in signed]
    if unsigned:
        raise Unsigned(f"Headers were present in the request which were not signed: {', '.join(unsigned)}")
    if request.headers.get("x-goog-content-sha256", "UNSIGNED-PAYLOAD") != "UNSIGNED-PAYLOAD":
        raise Unknown("The local stand-in does not check signed payloads")


def _check_time(given: dict[str, str], now: datetime) -> None:
    try:
        begins = datetime.strptime(given["date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise _malformed("date", "X-Goog-Date must be an ISO 8601 basic timestamp.") from None
    ends = begins + timedelta(seconds=int(given["expires"]))
    if now < begins:
        raise TooEarly(f"Request is not valid before: {begins.isoformat()}")
    if now > ends:
        raise Expired(f"Request signature expired at: {ends.isoformat()}")


def _canonical_request(method: str, request: Request, query: list[tuple[str, str]], signed: list[str]) -> str:
    pairs = sorted(f"{_encoded(name)}={_encoded(text)}" for name, text in query if name.lower() != "x-goog-signature")
    headers = [f"{name}:{_folded(request, name)}\n" for name in signed]
    return "\n".join(
        [
            method,
            "/".join(_encoded(unquote(part)) for part in raw_path(request.scope).split("/")),
            "&".join(pairs),
            "".join(headers),
            ";".join(signed),
            "UNSIGNED-PAYLOAD",
        ]
    )


def _folded(request: Request, name: str) -> str:
    return ",".join(re.sub(r"\s+", " ", text.strip()) for text in request.headers.getlist(name))


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def _malformed(parameter: str, details: str) -> MalformedHeader:
    return MalformedHeader(details, ParameterName=parameter)

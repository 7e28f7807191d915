"""Who is calling: Firebase ID tokens of users and OIDC tokens of Google's services, verified for real."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from shared.platform import user_ids
from shared.platform.clock import Clock
from shared.platform.errors import AppNotVerified, SignatureRemoved, Text, Unauthenticated
from shared.platform.web.public_keys import KeySet

_SKEW = timedelta(seconds=30)
_LONGEST = 16_384
_REMOVED = base64.urlsafe_b64decode("SIGNATURE_REMOVED_BY_GOOGLE=")  # what stands there then, as it reads

KEYS_HOST = "https://www.googleapis.com"
FIREBASE_KEYS = "/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com"
GOOGLE_KEYS = "/oauth2/v3/certs"
APP_KEYS_HOST, APP_KEYS = "https://firebaseappcheck.googleapis.com", "/v1/jwks"
APP_ISSUER = "https://firebaseappcheck.googleapis.com/"
GOOGLE_ISSUERS = ("https://accounts.google.com", "accounts.google.com")


class Reason(StrEnum):
    """Why a token was not believed; it goes to the caller, so that an app can tell refresh from sign-in."""

    MISSING = "missing"
    MALFORMED = "malformed"
    UNSIGNED = "unsigned"  # alg: none where nothing unsigned passes
    WRONG_ALGORITHM = "wrong_algorithm"  # anything but RS256
    UNKNOWN_KEY = "unknown_key"
    SIGNATURE_REMOVED = "signature_removed"  # by Google, where the platform asks for an invoker too
    BAD_SIGNATURE = "bad_signature"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WRONG_AUDIENCE = "wrong_audience"  # another project's user, or another function's caller
    WRONG_ISSUER = "wrong_issuer"  # a service token where a user is expected, or the other way round
    WRONG_ACCOUNT = "wrong_account"  # Google signed it, but for a caller that is not expected here
    UNUSABLE_ID = "unusable_id"  # a user whose id no document can have for its name
    REVOKED = "revoked"
    DISABLED = "disabled"


class TokenRefused(Unauthenticated):
    def __init__(self, reason: Reason, **more: str) -> None:
        super().__init__(reason=reason.value, **more)


class Suspended(TokenRefused):
    """An operator shut them out for a time, which ends by itself."""

    message = Text("You are shut out until {until}.", "Du bist bis {until} ausgesperrt.")
    action = Text("Sign in again after that.", "Melde dich danach wieder an.")

    def __init__(self, until: datetime) -> None:
        super().__init__(Reason.DISABLED, until=until.isoformat(timespec="seconds"))


class Agent(NamedTuple):
    """A program that acts for its user, by a key of theirs."""

    key_id: str
    scopes: frozenset[str]


class User(NamedTuple):
    """A signed-in person, as their token tells; or an agent in their place."""

    uid: str
    signed_in_at: datetime
    provider: str  # "anonymous", "password", "google.com", "phone" …
    email: str | None = None
    email_verified: bool = False
    name: str | None = None
    admin: bool = False
    identities: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    unattested: bool = False  # a claim of ours: they use what no App Check can vouch for, such as a command line
    agent: Agent | None = None

    @property
    def guest(self) -> bool:
        """A session that began as one stays so by name, on other devices too: once it is linked its token names identities."""
        return self.provider == "anonymous" and not any(self.identities.values())

    @property
    def verified(self) -> bool:
        """Somebody beside the app vouches for this identity: a confirmed mailbox or a phone that answered."""
        return not self.guest and (self.email_verified or self.provider == "phone")


class Service(NamedTuple):
    """One of Google's services, or an operator's gcloud, calling with an OIDC token."""

    email: str


class _Token(NamedTuple):
    header: dict[str, Any]
    claims: dict[str, Any]
    signed: bytes
    signature: bytes


class Verifier:
    """Checks tokens against one project. `unsigned` lets the Auth emulator's tokens pass; nothing else does."""

    def __init__(self, project: str, users: KeySet, services: KeySet, apps: KeySet, clock: Clock, *, unsigned: bool) -> None:
        self._project, self._users, self._services, self._apps = project, users, services, apps
        self._clock, self._unsigned = clock, unsigned

    def user(self, authorization: str | None) -> User:
        token = _parse(_bearer(authorization))
        if not (self._unsigned and token.header.get("alg") == "none" and not token.signature):
            _check_signature(token, self._users)
        claims = token.claims
        if claims.get("iss") != f"https://securetoken.google.com/{self._project}":
            issued_here = str(claims.get("iss", "")).startswith("https://securetoken.google.com/")
            raise TokenRefused(Reason.WRONG_AUDIENCE if issued_here else Reason.WRONG_ISSUER)
        if claims.get("aud") != self._project:
            raise TokenRefused(Reason.WRONG_AUDIENCE)
        self._check_times(claims, "auth_time")
        uid = claims.get("sub")
        if not isinstance(uid, str) or not user_ids.is_length(uid):
            raise TokenRefused(Reason.MALFORMED)
        if not user_ids.is_id(uid):
            raise TokenRefused(Reason.UNUSABLE_ID)
        return _user(uid, claims)

    def service(self, authorization: str | None, *, audiences: tuple[str, ...], emails: tuple[str, ...]) -> Service:
        """Only a Google-signed token for one of these audiences and accounts; anything else is refused."""
        token = _parse(_bearer(authorization))
        if str(token.claims.get("iss", "")).startswith("https://securetoken.google.com/"):
            raise TokenRefused(Reason.WRONG_ISSUER)  # a user's token, whoever signed it
        removed = token.signature == _REMOVED
        if not removed:
            _check_signature(token, self._services)
        claims = token.claims
        if claims.get("iss") not in GOOGLE_ISSUERS:
            raise TokenRefused(Reason.WRONG_ISSUER)
        if claims.get("aud") not in audiences:
            raise TokenRefused(Reason.WRONG_AUDIENCE)
        self._check_times(claims)
        email = claims.get("email")
        if claims.get("email_verified") is not True or email not in emails:
            raise TokenRefused(Reason.WRONG_ACCOUNT)
        if removed:
            raise SignatureRemoved(reason=Reason.SIGNATURE_REMOVED.value)
        return Service(str(email))

    def app(self, token: str | None) -> str:
        """The id of the app that App Check vouches for; docs/decisions/044-app-check.md."""
        try:
            return self._attested(token)
        except TokenRefused as refused:
            raise AppNotVerified(**refused.details) from None

    def _attested(self, given: str | None) -> str:
        if not given:
            raise TokenRefused(Reason.MISSING)
        if len(given) > _LONGEST:
            raise TokenRefused(Reason.MALFORMED)
        token = _parse(given)
        if token.header.get("typ") != "JWT":
            raise TokenRefused(Reason.MALFORMED)
        _check_signature(token, self._apps)
        claims = token.claims
        if not str(claims.get("iss", "")).startswith(APP_ISSUER):
            raise TokenRefused(Reason.WRONG_ISSUER)
        audiences = claims.get("aud")
        if not isinstance(audiences, list) or f"projects/{self._project}" not in audiences:
            raise TokenRefused(Reason.WRONG_AUDIENCE)
        self._check_times(claims)
        app = claims.get("sub")
        if not isinstance(app, str) or not app:
            raise TokenRefused(Reason.MALFORMED)
        return app

    def _check_times(self, claims: Mapping[str, Any], *past: str) -> None:
        now = self._clock.now()
        if now - _SKEW >= _instant(claims, "exp"):
            raise TokenRefused(Reason.EXPIRED)
        for name in ("iat", "nbf", *past):
            if (name in claims or name == "iat") and now + _SKEW < _instant(claims, name):
                raise TokenRefused(Reason.NOT_YET_VALID)


def is_google_token(authorization: str | None) -> bool:
    """Does this look like a token of Google rather than of a Firebase user? Decides which check applies, proves nothing."""
    try:
        return _parse(_bearer(authorization)).claims.get("iss") in GOOGLE_ISSUERS
    except TokenRefused:
        return False


def _user(uid: str, claims: Mapping[str, Any]) -> User:
    raw = claims.get("firebase")
    firebase: dict[str, Any] = raw if isinstance(raw, dict) else {}
    known = firebase.get("identities")
    identities: dict[str, Any] = known if isinstance(known, dict) else {}
    email, name = claims.get("email"), claims.get("name")
    return User(
        uid=uid,
        signed_in_at=_instant(claims, "auth_time" if "auth_time" in claims else "iat"),
        provider=str(firebase.get("sign_in_provider", "custom")),
        email=email if isinstance(email, str) else None,
        email_verified=claims.get("email_verified") is True,
        name=name if isinstance(name, str) else None,
        admin=claims.get("admin") is True,
        unattested=claims.get("unattested") is True,
        identities={kind: tuple(map(str, found)) for kind, found in identities.items() if isinstance(found, list)},
    )


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if not authorization or (scheme.lower() == "bearer" and not token.strip()):
        raise TokenRefused(Reason.MISSING)
    if scheme.lower() != "bearer" or len(token) > _LONGEST:
        raise TokenRefused(Reason.MALFORMED)
    return token.strip()


def _parse(token: str) -> _Token:
    try:
        header, claims, signature = token.encode("ascii").split(b".")
        parsed = _Token(_object(header), _object(claims), header + b"." + claims, _unpad(signature))
    except (ValueError, UnicodeError, RecursionError):
        raise TokenRefused(Reason.MALFORMED) from None
    return parsed


def _object(part: bytes) -> dict[str, Any]:
    value = json.loads(_unpad(part))
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _unpad(part: bytes) -> bytes:
    try:
        return base64.b64decode(part + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def _check_signature(token: _Token, keys: KeySet) -> None:
    algorithm, key_id = token.header.get("alg"), token.header.get("kid")
    if algorithm == "none":
        raise TokenRefused(Reason.UNSIGNED)
    if algorithm != "RS256" or "crit" in token.header:
        raise TokenRefused(Reason.WRONG_ALGORITHM)
    key = keys.find(key_id) if isinstance(key_id, str) else None
    if key is None:
        raise TokenRefused(Reason.UNKNOWN_KEY)
    try:
        key.verify(token.signature, token.signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise TokenRefused(Reason.BAD_SIGNATURE) from None


def _instant(claims: Mapping[str, Any], name: str) -> datetime:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TokenRefused(Reason.MALFORMED)
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        raise TokenRefused(Reason.MALFORMED) from None

"""Who calls: a token from wherever it comes, kept until shortly before it ends, and renewed once when it is refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from rushes import errors
from rushes._requests import Ask, Flow, Incoming, Send

if TYPE_CHECKING:
    from rushes._pace import Pace

_EARLY_S = 60.0  # before its end it is renewed
_GOOGLE = "https://securetoken.googleapis.com"


class FirebaseSession:
    """A user of Firebase by their refresh token; `auth_emulator` is the host and port of a local stack's."""

    def __init__(self, refresh_token: str, api_key: str, *, auth_emulator: str | None = None) -> None:
        self.refresh_token = refresh_token
        base = f"http://{auth_emulator}/securetoken.googleapis.com" if auth_emulator else _GOOGLE
        self._url = f"{base}/v1/token?{urlencode({'key': api_key})}"

    def fresh(self) -> Flow[str]:
        """A new ID token. Firebase may give a new refresh token with it, which is kept here."""
        form = urlencode({"grant_type": "refresh_token", "refresh_token": self.refresh_token}).encode()
        try:
            came: Incoming = yield Send("POST", self._url, {"Content-Type": "application/x-www-form-urlencoded"}, form)
        except errors.ConnectionFailed as lost:
            lost.sent = False  # of the call that wants the token
            raise
        if came.status == 429 or came.status >= 500:
            raise errors.ConnectionFailed(f"Firebase gives no new token now: status {came.status}.", sent=False)
        try:
            told: Any = json.loads(came.body)
            if came.status == 200:
                self.refresh_token = str(told["refresh_token"])
                return str(told["id_token"])
            why = str(told["error"]["message"])
        except (ValueError, TypeError, KeyError):
            why = f"status {came.status}"
        raise errors.Unauthenticated(
            f"Firebase gave no new token: {why}.",
            status=401,
            details={"reason": why},
            suggested_action="Sign in again.",
        )


Token = str | Callable[[], str] | Callable[[], Awaitable[str]] | FirebaseSession


class Tokens:
    """What the client was given, and the token that came of it last."""

    def __init__(self, source: Token | None, pace: Pace) -> None:
        self._source, self._pace = source, pace
        self._last: str | None = None
        self._until = 0.0

    def current(self) -> Flow[str]:
        source = self._source
        if isinstance(source, str):
            return _sendable(source)
        if source is None:
            raise errors.NoToken("This call needs a token: give the client one (token=…), or set RUSHES_TOKEN.")
        if self._last is None or self._pace.wall() > self._until:
            given = (yield from source.fresh()) if isinstance(source, FirebaseSession) else str((yield Ask(source)))
            self._last = _sendable(given)
            self._until = (_ends_at(self._last) or self._pace.wall()) - _EARLY_S
        return self._last

    def renew(self) -> bool:
        """Forget the token that was refused; False where there is no way to another."""
        self._last = None
        return self._source is not None and not isinstance(self._source, str)


def _sendable(token: str) -> str:
    """As a header takes it: a file that it was read from may end in a new line."""
    token = token.strip()
    if not token or not all("!" <= sign <= "~" for sign in token):
        raise errors.NoToken("That is no token: it is empty, or holds spaces, line ends or letters that no token has.")
    return token


def _ends_at(token: str) -> float | None:
    """Seconds since 1970, where the token says so; one that does not is asked for anew at each call."""
    try:
        claims = token.split(".")[1]
        return float(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["exp"])
    except (IndexError, ValueError, TypeError, KeyError):
        return None

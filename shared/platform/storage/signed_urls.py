"""V4 signed URLs: whoever holds one may do this one thing with this one object until it expires.

Written out here, though google.cloud.storage has it: the client's method takes the machine's time instead of ours, its
function with a timestamp is private, and importing either costs a user-facing function 45 ms beside Firestore and 330 ms
without. Nor do functions hold a private key: IAM Credentials signs for the account `settings.signer`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import quote, urlsplit

import google.auth
import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials
from requests.adapters import HTTPAdapter

from shared.platform import logs
from shared.platform.clock import Clock
from shared.platform.errors import Unavailable

if TYPE_CHECKING:
    from shared.platform.web.views import UploadTarget

Method = Literal["GET", "HEAD", "PUT", "POST", "DELETE"]

GOOGLE_STORAGE = "https://storage.googleapis.com"
GOOGLE_IAM = "https://iamcredentials.googleapis.com"
LONGEST = timedelta(hours=12)  # so long is the key valid at least that Google signs with
_CONNECTIONS = 16
_ALGORITHM = "GOOG4-RSA-SHA256"
_TRIES = 2
_TIMEOUT_S = (1.0, 1.5)  # to connect and to answer; all tries end within 5 s
_REMEMBERED = 5000  # URLs, in about 7 MB
_STEPS = 4  # of a life, in which the URL stays the same


class Signed(NamedTuple):
    url: str
    expires_at: datetime


class SigningRefused(Exception):
    """IAM does not sign for this account: a role is missing, or the account."""


class Signer:
    """Signs for one service account; safe for many threads.

    A URL for reading begins at a step of its life, each object's at a time of its own, and not now: whoever asks again
    within a quarter of its life, here or at another instance, is given the same, by which a browser finds what it has.
    """

    def __init__(self, email: str, clock: Clock, storage_url: str | None = None, iam_url: str | None = None) -> None:
        self._email, self._clock = email, clock
        self._storage_url = storage_url or GOOGLE_STORAGE
        self._local = iam_url is not None
        self._sign_url = f"{iam_url or GOOGLE_IAM}/v1/projects/-/serviceAccounts/{email}:signBlob"
        self._given: OrderedDict[tuple[object, ...], Signed] = OrderedDict()

    def sign(
        self,
        method: Method,
        bucket: str,
        name: str,
        expires: timedelta,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Signed:
        """Valid already; for reading it has at least three quarters of its life before it.

        Whoever uses it must send `headers` exactly so; `query` goes into the URL.
        """
        if not timedelta(seconds=1) <= expires <= LONGEST:
            raise ValueError(f"a signed URL lives from one second to {LONGEST}, not {expires}")
        since = self._clock.now().replace(microsecond=0)
        path = f"/{bucket}/{quote(name, safe='/-_.~')}"
        if method != "GET":
            return Signed(self._url(method, path, since, expires, headers or {}, query or {}), since + expires)
        since = _step(since, expires, path)
        wish = (path, since, expires, *sorted((headers or {}).items()), None, *sorted((query or {}).items()))
        if (known := self._given.get(wish)) is not None:
            return known
        signed = Signed(self._url("GET", path, since, expires, headers or {}, query or {}), since + expires)
        self._given[wish] = signed
        if len(self._given) > _REMEMBERED:
            self._given.popitem(last=False)
        return signed

    def upload(self, bucket: str, name: str, content_type: str, size: int | None, most: int, expires: timedelta) -> UploadTarget:
        """Where whoever asked may put one new file of this type: of this size, or of any up to `most`."""
        headers = {
            "Content-Type": content_type,
            "x-goog-content-length-range": f"{size},{size}" if size else f"1,{most}",
            "x-goog-if-generation-match": "0",
        }
        signed = self.sign("PUT", bucket, name, expires, headers=headers)
        return {"method": "PUT", "url": signed.url, "headers": headers, "expires_at": signed.expires_at}

    def _url(
        self, method: str, path: str, now: datetime, expires: timedelta, headers: Mapping[str, str], query: Mapping[str, str]
    ) -> str:
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        scope = f"{stamp[:8]}/auto/storage/goog4_request"
        bound = {"host": urlsplit(self._storage_url).netloc}
        bound |= {key.lower(): re.sub(r"\s+", " ", text.strip()) for key, text in headers.items()}
        names = ";".join(sorted(bound))
        parameters = {
            "X-Goog-Algorithm": _ALGORITHM,
            "X-Goog-Credential": f"{self._email}/{scope}",
            "X-Goog-Date": stamp,
            "X-Goog-Expires": str(int(expires.total_seconds())),
            "X-Goog-SignedHeaders": names,
            **query,
        }
        asked = "&".join(sorted(f"{_encoded(key)}={_encoded(text)}" for key, text in parameters.items()))
        lines = "".join(f"{key}:{bound[key]}\n" for key in sorted(bound))
        canonical = "\n".join([method, path, asked, lines, names, "UNSIGNED-PAYLOAD"])
        message = "\n".join([_ALGORITHM, stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        return f"{self._storage_url}{path}?{asked}&X-Goog-Signature={self._signature(message.encode()).hex()}"

    def _signature(self, message: bytes) -> bytes:
        body = {"payload": base64.b64encode(message).decode()}
        reason = ""
        for _ in range(_TRIES):
            try:
                answer = self._session.post(self._sign_url, json=body, timeout=_TIMEOUT_S)
            except (requests.RequestException, GoogleAuthError) as error:
                reason = type(error).__name__
                continue
            if answer.status_code == 200:
                return base64.b64decode(answer.json()["signedBlob"])
            reason = str(answer.status_code)
            if answer.status_code < 500 and answer.status_code != 429:
                raise SigningRefused(f"{self._email}: {reason}")
        logs.error("nobody signs", reason=reason)
        raise Unavailable(part="signing")

    @cached_property
    def _session(self) -> AuthorizedSession:
        if self._local:
            return AuthorizedSession(Credentials("local"))
        credentials, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/iam"])
        session = AuthorizedSession(credentials)
        session.mount("https://", HTTPAdapter(pool_maxsize=_CONNECTIONS))
        return session


def _step(now: datetime, expires: timedelta, path: str) -> datetime:
    """The latest time at which a URL of this object began: not all of them do at once."""
    length = max(1, int(expires.total_seconds()) // _STEPS)
    return now - timedelta(seconds=(int(now.timestamp()) + zlib.crc32(path.encode())) % length)


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")

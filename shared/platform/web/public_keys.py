"""Google's public keys, kept for as long as their Cache-Control says."""

from __future__ import annotations

import base64
import http.client
import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import rsa

from shared.platform.clock import Clock
from shared.platform.errors import Unavailable

_TIMEOUT_S = 3.0
_SHORTEST = timedelta(minutes=1)  # an unknown key id makes us look again at most this often
_USUAL = timedelta(hours=1)
_STALE = timedelta(hours=6)  # how long old keys serve while Google's address does not answer


class Published(NamedTuple):
    """What the address answered: its JSON Web Keys and how long they may be kept."""

    body: bytes
    max_age: timedelta


Fetch = Callable[[str], Published]


def fetch(url: str) -> Published:
    with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - the address comes from settings
        found = re.search(r"max-age=(\d+)", answer.headers.get("Cache-Control", ""))
        return Published(answer.read(), timedelta(seconds=int(found[1])) if found else _USUAL)


class KeySet:
    """The keys behind one address, by key id; safe for many threads, fetched on first use."""

    def __init__(self, url: str, clock: Clock, fetch: Fetch = fetch) -> None:
        self._url, self._clock, self._fetch = url, clock, fetch
        self._lock = threading.Lock()
        self._keys: dict[str, rsa.RSAPublicKey] = {}
        self._fetched: datetime | None = None
        self._fresh_for = _SHORTEST

    def find(self, key_id: str) -> rsa.RSAPublicKey | None:
        now = self._clock.now()
        if self._age(now) >= self._fresh_for or (key_id not in self._keys and self._age(now) >= _SHORTEST):
            self._refresh(now)
        return self._keys.get(key_id)

    def _age(self, now: datetime) -> timedelta:
        fetched = None if self._is_ahead(now) else self._fetched
        return now - fetched if fetched else timedelta.max

    def _is_ahead(self, now: datetime) -> bool:
        """By a clock that was wrong and has been put back: nobody shall wait for that hour until a new key is known."""
        return self._fetched is not None and self._fetched - now >= _SHORTEST

    def _refresh(self, now: datetime) -> None:
        with self._lock:
            if self._fetched and self._fetched >= now and not self._is_ahead(now):
                return  # another thread came first
            try:
                published = self._fetch(self._url)
                keys = _parse(published.body)
            except (OSError, ValueError, urllib.error.URLError, http.client.HTTPException) as error:
                if self._keys and (self._is_ahead(now) or self._age(now) < _STALE):
                    return
                raise Unavailable(part="identity keys") from error
            self._keys, self._fetched, self._fresh_for = keys, now, max(published.max_age, _SHORTEST)


def _parse(body: bytes) -> dict[str, rsa.RSAPublicKey]:
    def number(text: str) -> int:
        return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")

    try:
        return {
            key["kid"]: rsa.RSAPublicNumbers(number(key["e"]), number(key["n"])).public_key()
            for key in json.loads(body)["keys"]
            if key.get("kty") == "RSA"
        }
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a JSON Web Key set: {error}") from error

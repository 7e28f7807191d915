"""Hand-written stand-ins for what a unit cannot have: a clock that a test moves, keys that a test signs with."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from shared.platform.documents import Document
from shared.platform.keys import Published

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class FakeClock:
    """Time stands still until a test moves it; sleeping moves it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.move(seconds)

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Unasked:
    """What a unit's own documents in memory are not asked for: lists of groups, sums and counts."""

    def all_in(self, *asked: Any, **_: Any) -> list[Document]:
        raise AssertionError(f"asked for a group: {asked}")

    def sum_in(self, *asked: Any, **_: Any) -> float:
        raise AssertionError(f"asked for a sum: {asked}")

    def sum_of(self, *asked: Any, **_: Any) -> int:
        raise AssertionError(f"asked for a sum: {asked}")


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@cache
def _rsa(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Signer:
    """A key that signs tokens, and the published half of it."""

    def __init__(self, key_id: str) -> None:
        self.key_id, self.key = key_id, _rsa(key_id)

    def token(self, claims: dict[str, Any], **header: Any) -> str:
        head = {"alg": "RS256", "typ": "JWT", "kid": self.key_id, **header}
        signed = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(claims).encode())}"
        return f"{signed}.{b64(self.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def confused(self, claims: dict[str, Any]) -> str:
        """HS256 with the public key as its secret: what a careless verifier accepts."""
        public = self.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        head = {"alg": "HS256", "typ": "JWT", "kid": self.key_id}
        signed = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(claims).encode())}"
        return f"{signed}.{b64(hmac.new(public, signed.encode(), hashlib.sha256).digest())}"

    def jwk(self) -> dict[str, str]:
        numbers = self.key.public_key().public_numbers()

        def number(value: int) -> str:
            return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))

        return {"kty": "RSA", "alg": "RS256", "kid": self.key_id, "n": number(numbers.n), "e": number(numbers.e)}


def unsigned(claims: dict[str, Any]) -> str:
    """What the Auth emulator gives out."""
    return f"{b64(json.dumps({'alg': 'none', 'typ': 'JWT'}).encode())}.{b64(json.dumps(claims).encode())}."


class Publisher:
    """The address of a key set, as a function that a KeySet can call; counts how often it was asked."""

    def __init__(self, *signers: Signer, max_age: timedelta = timedelta(hours=6)) -> None:
        self.signers, self.max_age = list(signers), max_age
        self.asked, self.down = 0, False

    def __call__(self, _url: str) -> Published:
        self.asked += 1
        if self.down:
            raise OSError("no route")
        return Published(json.dumps({"keys": [signer.jwk() for signer in self.signers]}).encode(), self.max_age)

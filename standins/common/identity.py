"""Who Google would be: one RSA key that signs identity tokens and blobs, and the public half that everyone may read."""

from __future__ import annotations

import base64
import hashlib
import os
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from standins.common import secret_files

ISSUER = "https://accounts.google.com"
LIFETIME = timedelta(hours=1)


class Identity:
    """The key in `folder/google.pem`, made on first use; every local part that signs or verifies reads the same one."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "google.pem"

    @cached_property
    def key(self) -> rsa.RSAPrivateKey:
        if not self._path.exists():
            self._make()
        loaded = serialization.load_pem_private_key(self._path.read_bytes(), password=None)
        if not isinstance(loaded, rsa.RSAPrivateKey):
            raise TypeError(f"{self._path} holds no RSA key: remove it and start again")
        return loaded

    def _make(self) -> None:
        pem = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        fresh = self._path.with_suffix(f".{os.getpid()}")
        secret_files.keep_secret(fresh, pem)
        try:
            os.link(fresh, self._path)  # the first writer wins, whoever else is starting
        except FileExistsError:
            pass
        finally:
            fresh.unlink()

    @cached_property
    def key_id(self) -> str:
        public = self.key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return hashlib.sha256(public).hexdigest()[:40]

    def sign(self, message: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 over SHA-256: what signBlob answers."""
        return self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raise cryptography's InvalidSignature unless this key signed the message."""
        self.key.public_key().verify(signature, message, padding.PKCS1v15(), hashes.SHA256())

    def oidc_token(self, email: str, audience: str, now: datetime, lifetime: timedelta = LIFETIME) -> str:
        """The token that Google puts into a task, a scheduled call or an event for this service account."""
        issued = int(now.timestamp())
        claims = {
            "iss": ISSUER,
            "aud": audience,
            "azp": email,
            "sub": hashlib.sha256(email.encode()).hexdigest()[:21],
            "email": email,
            "email_verified": True,
            "iat": issued,
            "exp": issued + int(lifetime.total_seconds()),
        }
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": self.key_id})

    def app_check_token(self, project: str, now: datetime, app: str = "1:1:web:local") -> str:
        """What App Check gives an app that it vouches for."""
        issued = int(now.timestamp())
        claims = {
            "iss": "https://firebaseappcheck.googleapis.com/1",
            "aud": ["projects/1", f"projects/{project}"],
            "sub": app,
            "iat": issued,
            "exp": issued + int(LIFETIME.total_seconds()),
        }
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": self.key_id})

    def jwks(self) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        return {
            "keys": [
                {
                    "kty": "RSA",
                    "alg": "RS256",
                    "use": "sig",
                    "kid": self.key_id,
                    "n": _base64url(numbers.n),
                    "e": _base64url(numbers.e),
                }
            ]
        }


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()

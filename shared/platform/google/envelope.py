"""Envelope encryption: each secret under a data key of its own, each data key wrapped by Cloud KMS.

What a secret is bound to (whose it is, for whom) is authenticated twice, by the cipher and by KMS: a copied record opens
nowhere else. KMS is asked over REST; its client would cost 80 ms for two calls (docs/decisions/012-own-keys.md).
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import google.auth
import google_crc32c
import requests
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials

from shared.platform import logs
from shared.platform.errors import Unavailable
from shared.platform.sealed_secrets import Sealed, Secret

T = TypeVar("T")

GOOGLE_KMS = "https://cloudkms.googleapis.com"
_TRIES = 3
_TIMEOUT_S = (1.0, 1.5)  # to connect and to answer; all tries end within 8 s
_NONCE_BYTES = 12
_KEY_BITS = 256


class KeyServiceRefused(Exception):
    """KMS does not serve us: a role, the key, or the version that a record names is missing. Ours to mend."""


class CannotOpen(Exception):
    """This record was not sealed for what it is said to be bound to, or not by us, or it was changed."""


class _Garbled(Exception):
    """What came back is not what KMS sent, or KMS did not get what we sent."""


class Vault:
    """Seals and opens under one wrapping key; safe for many threads."""

    def __init__(self, key: str, kms_url: str | None = None) -> None:
        self._key, self._local = key, kms_url is not None
        self._url = f"{kms_url or GOOGLE_KMS}/v1/{key}"

    def seal(self, secret: Secret, *bound: str) -> Sealed:
        """Opens again only with the same `bound`, in the same order."""
        about, nonce, data_key = _about(bound), secrets.token_bytes(_NONCE_BYTES), AESGCM.generate_key(_KEY_BITS)
        ciphertext = nonce + AESGCM(data_key).encrypt(nonce, secret.reveal().encode(), about)
        return self._wrapped(ciphertext, data_key, about)

    def open(self, sealed: Sealed, *bound: str) -> Secret:
        about = _about(bound)
        nonce, content = sealed.ciphertext[:_NONCE_BYTES], sealed.ciphertext[_NONCE_BYTES:]
        try:
            return Secret(AESGCM(self._unwrapped(sealed, about)).decrypt(nonce, content, about).decode())
        except (InvalidTag, ValueError):
            raise CannotOpen("the data key does not open it") from None

    def rewrap(self, sealed: Sealed, *bound: str) -> Sealed:
        """The same under today's primary version; the secret itself is not decrypted."""
        about = _about(bound)
        return self._wrapped(sealed.ciphertext, self._unwrapped(sealed, about), about)

    def _wrapped(self, ciphertext: bytes, data_key: bytes, about: bytes) -> Sealed:
        def read(answer: Mapping[str, Any]) -> Sealed:
            if not (answer.get("verifiedPlaintextCrc32c") and answer.get("verifiedAdditionalAuthenticatedDataCrc32c")):
                raise _Garbled("the checksums did not arrive")
            version = str(answer["name"])
            if not version.startswith(f"{self._key}/cryptoKeyVersions/"):
                raise _Garbled("another key was used")
            return Sealed(ciphertext, _checked(answer, "ciphertext"), version)

        return self._ask("encrypt", {**_field("plaintext", data_key), **_field("additionalAuthenticatedData", about)}, read)

    def _unwrapped(self, sealed: Sealed, about: bytes) -> bytes:
        def read(answer: Mapping[str, Any]) -> bytes:
            return _checked(answer, "plaintext")

        told = {**_field("ciphertext", sealed.wrapped_key), **_field("additionalAuthenticatedData", about)}
        return self._ask("decrypt", told, read)

    def _ask(self, verb: str, body: Mapping[str, str], read: Callable[[Mapping[str, Any]], T]) -> T:
        """Encrypting and decrypting change nothing, so either may be asked again."""
        reason = ""
        for _ in range(_TRIES):
            try:
                answer = self._session.post(f"{self._url}:{verb}", json=body, timeout=_TIMEOUT_S)
                if answer.status_code == 200:
                    return read(answer.json())
            except (requests.RequestException, GoogleAuthError, _Garbled, ValueError, KeyError) as error:
                reason = type(error).__name__
                continue
            reason = str(answer.status_code)
            if answer.status_code < 500 and answer.status_code != 429:
                raise _refused(verb, answer.status_code, answer.text)
        logs.error("the key service does not answer", verb=verb, reason=reason)
        raise Unavailable(part="key service")

    @cached_property
    def _session(self) -> AuthorizedSession:
        if self._local:
            return AuthorizedSession(Credentials("local"))
        credentials, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/cloudkms"])
        return AuthorizedSession(credentials)


def _refused(verb: str, status: int, text: str) -> Exception:
    """KMS says INVALID_ARGUMENT of what it did not encrypt, or not with this data beside it."""
    try:
        name = json.loads(text)["error"]["status"]
    except (ValueError, KeyError, TypeError):
        name = ""
    if verb == "decrypt" and name == "INVALID_ARGUMENT":
        return CannotOpen("the key service does not open the data key")
    return KeyServiceRefused(f"{verb}: {status} {name}")


def _about(bound: tuple[str, ...]) -> bytes:
    """One form for each list of names, whatever characters they hold."""
    return json.dumps(["rushes", *bound], ensure_ascii=True, separators=(",", ":")).encode()


def _field(name: str, content: bytes) -> dict[str, str]:
    """A field of KMS and its checksum: an int64, which JSON carries as a text."""
    return {name: base64.b64encode(content).decode(), f"{name}Crc32c": str(google_crc32c.value(content))}


def _checked(answer: Mapping[str, Any], name: str) -> bytes:
    content = base64.b64decode(answer[name], validate=True)
    if str(answer.get(f"{name}Crc32c")) != str(google_crc32c.value(content)):
        raise _Garbled(f"{name} does not fit its checksum")
    return content

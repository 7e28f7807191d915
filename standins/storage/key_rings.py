"""The keys of the stand-in for Cloud KMS: rings, keys and their versions in one file that only its owner may read."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from standins.common.clock import Clock
from standins.common.secret_files import keep_secret

ENABLED, DISABLED, SCHEDULED, DESTROYED = "ENABLED", "DISABLED", "DESTROY_SCHEDULED", "DESTROYED"
_UNTIL_DESTROYED = timedelta(days=30)  # in which a version may be restored
_NONCE = 12
_FORM = b"\x01"
_VERSIONS = "/cryptoKeyVersions/"


class KmsError(Exception):
    def __init__(self, code: int, status: str, message: str) -> None:
        super().__init__(message)
        self.code, self.status, self.message = code, status, message


class Encrypted(NamedTuple):
    version: str
    ciphertext: bytes


class Decrypted(NamedTuple):
    plaintext: bytes
    used_primary: bool


class KeyRings:
    """Every change is on the disk before it is answered."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file, self._clock = file, clock
        self._all: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {"rings": {}, "keys": {}}

    # -- rings and keys

    def ensure(self, key: str) -> None:
        ring = key.partition("/cryptoKeys/")[0]
        if ring not in self._all["rings"]:
            self.create_ring(ring)
        if key not in self._all["keys"]:
            self.create_key(key)

    def create_ring(self, name: str) -> dict[str, Any]:
        if name in self._all["rings"]:
            raise KmsError(409, "ALREADY_EXISTS", f"KeyRing {name} already exists.")
        self._all["rings"][name] = {"createTime": self._now()}
        self._save()
        return self.describe(name)

    def create_key(self, name: str) -> dict[str, Any]:
        if name.partition("/cryptoKeys/")[0] not in self._all["rings"]:
            raise KmsError(404, "NOT_FOUND", f"KeyRing {name.partition('/cryptoKeys/')[0]} not found.")
        if name in self._all["keys"]:
            raise KmsError(409, "ALREADY_EXISTS", f"CryptoKey {name} already exists.")
        self._all["keys"][name] = {"createTime": self._now(), "primary": "1", "versions": {"1": self._fresh()}}
        self._save()
        return self.describe(name)

    def describe(self, name: str) -> dict[str, Any]:
        if _VERSIONS in name:
            found = self._version(name)
            told = {key: found[key] for key in ("state", "createTime", "destroyTime", "destroyEventTime") if key in found}
            return {"name": name, "protectionLevel": "SOFTWARE", "algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION", **told}
        if "/cryptoKeys/" in name:
            key = self._key(name)
            return {
                "name": name,
                "primary": self.describe(f"{name}{_VERSIONS}{key['primary']}"),
                "purpose": "ENCRYPT_DECRYPT",
                "createTime": key["createTime"],
                "versionTemplate": {"protectionLevel": "SOFTWARE", "algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION"},
                "destroyScheduledDuration": f"{int(_UNTIL_DESTROYED.total_seconds())}s",
            }
        if name not in self._all["rings"]:
            raise KmsError(404, "NOT_FOUND", f"KeyRing {name} not found.")
        return {"name": name, **self._all["rings"][name]}

    # -- versions

    def create_version(self, key: str) -> dict[str, Any]:
        """Enabled at once, but nothing is encrypted with it before it is made the primary one."""
        versions = self._key(key)["versions"]
        number = str(len(versions) + 1)
        versions[number] = self._fresh()
        self._save()
        return self.describe(f"{key}{_VERSIONS}{number}")

    def versions(self, key: str) -> list[dict[str, Any]]:
        return [self.describe(f"{key}{_VERSIONS}{number}") for number in self._key(key)["versions"]]

    def make_primary(self, key: str, number: str) -> dict[str, Any]:
        self._enabled(f"{key}{_VERSIONS}{number}")
        self._key(key)["primary"] = number
        self._save()
        return self.describe(key)

    def destroy(self, name: str) -> dict[str, Any]:
        found = self._version(name)
        if found["state"] not in (ENABLED, DISABLED):
            raise _wrong_state(name, found["state"])
        found |= {"state": SCHEDULED, "destroyTime": (self._clock.now() + _UNTIL_DESTROYED).isoformat()}
        self._save()
        return self.describe(name)

    def restore(self, name: str) -> dict[str, Any]:
        found = self._version(name)
        if found["state"] != SCHEDULED:
            raise _wrong_state(name, found["state"])
        found["state"] = DISABLED
        del found["destroyTime"]
        self._save()
        return self.describe(name)

    # -- what keys are for

    def encrypt(self, name: str, plaintext: bytes, about: bytes) -> Encrypted:
        version = name if _VERSIONS in name else f"{name}{_VERSIONS}{self._key(name)['primary']}"
        nonce, number = secrets.token_bytes(_NONCE), int(version.rpartition("/")[2])
        sealed = _cipher(self._enabled(version)).encrypt(nonce, plaintext, about)
        return Encrypted(version, _FORM + number.to_bytes(4, "big") + nonce + sealed)

    def decrypt(self, key: str, ciphertext: bytes, about: bytes) -> Decrypted:
        """Any version that is enabled opens what it has closed."""
        found, number = self._key(key), str(int.from_bytes(ciphertext[1:5], "big"))
        if ciphertext[:1] != _FORM or number not in found["versions"]:
            raise _not_decrypted()
        version = self._enabled(f"{key}{_VERSIONS}{number}")
        try:
            plaintext = _cipher(version).decrypt(ciphertext[5 : 5 + _NONCE], ciphertext[5 + _NONCE :], about)
        except (InvalidTag, ValueError):
            raise _not_decrypted() from None
        return Decrypted(plaintext, number == found["primary"])

    # -- inside

    def _key(self, name: str) -> dict[str, Any]:
        if name not in self._all["keys"]:
            raise KmsError(404, "NOT_FOUND", f"CryptoKey {name} not found.")
        return self._all["keys"][name]

    def _version(self, name: str) -> dict[str, Any]:
        """The version as it is by now: its time to be destroyed may have come."""
        key, _, number = name.partition(_VERSIONS)
        found = self._key(key)["versions"].get(number)
        if found is None:
            raise KmsError(404, "NOT_FOUND", f"CryptoKeyVersion {name} not found.")
        if found["state"] == SCHEDULED and datetime.fromisoformat(found["destroyTime"]) <= self._clock.now():
            found |= {"state": DESTROYED, "destroyEventTime": found.pop("destroyTime")}
            del found["material"]
            self._save()
        return found

    def _enabled(self, name: str) -> dict[str, Any]:
        found = self._version(name)
        if found["state"] != ENABLED:
            raise _wrong_state(name, found["state"])
        return found

    def _fresh(self) -> dict[str, Any]:
        material = base64.b64encode(AESGCM.generate_key(256)).decode()
        return {"state": ENABLED, "createTime": self._now(), "material": material}

    def _now(self) -> str:
        return self._clock.now().isoformat()

    def _save(self) -> None:
        keep_secret(self._file, json.dumps(self._all))


def _cipher(version: dict[str, Any]) -> AESGCM:
    return AESGCM(base64.b64decode(version["material"]))


def _wrong_state(name: str, state: str) -> KmsError:
    return KmsError(400, "FAILED_PRECONDITION", f"{name} is not enabled, current state is: {state}.")


def _not_decrypted() -> KmsError:
    return KmsError(400, "INVALID_ARGUMENT", "Decryption failed: verify that 'name' refers to the correct CryptoKey.")

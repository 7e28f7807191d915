"""Cloud KMS over plain REST, as its reference describes it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import google.auth
import google_crc32c
import httpx
from google.auth.transport.requests import Request


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def checked(name: str, content: bytes) -> dict[str, str]:
    return {name: b64(content), f"{name}Crc32c": str(google_crc32c.value(content))}


def reason(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["status"]


@dataclass
class KmsRest:
    base: str
    ring: str
    token: str
    http: httpx.Client

    @classmethod
    def local(cls, base: str, project: str) -> KmsRest:
        return cls(base, f"projects/{project}/locations/us-central1/keyRings/conformance", "local", httpx.Client())._ready()

    @classmethod
    def real(cls, project: str) -> KmsRest:
        credentials: Any = google.auth.default(scopes=["https://www.googleapis.com/auth/cloudkms"])[0]
        credentials.refresh(Request())
        base, ring = "https://cloudkms.googleapis.com", f"projects/{project}/locations/us-central1/keyRings/conformance"
        return cls(base, ring, credentials.token, httpx.Client())._ready()

    def _ready(self) -> KmsRest:
        parent, _, name = self.ring.rpartition("/keyRings/")
        assert self.post(f"{parent}/keyRings?keyRingId={name}").status_code in (200, 409)  # rings are for ever
        return self

    def post(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return self.http.post(f"{self.base}/v1/{path}", json=body or {}, headers={"authorization": f"Bearer {self.token}"})

    def get(self, path: str) -> httpx.Response:
        return self.http.get(f"{self.base}/v1/{path}", headers={"authorization": f"Bearer {self.token}"})

    def encrypt(self, key: str, content: bytes, about: bytes = b"") -> dict[str, Any]:
        beside = {"additionalAuthenticatedData": b64(about)} if about else {}
        answer = self.post(f"{key}:encrypt", {"plaintext": b64(content), **beside})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def decrypt(self, key: str, ciphertext: str, about: bytes = b"") -> httpx.Response:
        beside = {"additionalAuthenticatedData": b64(about)} if about else {}
        return self.post(f"{key}:decrypt", {"ciphertext": ciphertext, **beside})

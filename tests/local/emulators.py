"""The two emulators as their clients see them: a browser that signs in, and product code that reads and writes."""

from __future__ import annotations

import os
from typing import Any

import jwt
import pytest
from google.cloud import firestore

from tests.fixtures import http_client

PROJECT = "demo-rushes"
_API = "identitytoolkit.googleapis.com/v1"


def ask_auth(url: str, call: str, **body: Any) -> dict[str, Any]:
    answer = http_client.post(f"{url}/{_API}/accounts:{call}?key=any", json={"returnSecureToken": True, **body}, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()


def claims(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def firestore_at(host: str) -> firestore.Client:
    """The real client; it reads the emulator's address once, when it is made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "FIRESTORE_EMULATOR_HOST", host)
        return firestore.Client(project=PROJECT)

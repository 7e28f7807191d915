"""Users for measurements: written straight into Firestore with credits and no limits in their way, signed in by themselves."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import UTC, datetime
from typing import Any

from google.cloud.firestore_v1.client import Client

from local.people import Person
from shared.accounts.ledger import Account, account_path

_NO_LIMITS = {"active_jobs": 1_000_000, "generation_per_minute": 1_000_000, "prompts_per_minute": 1_000_000}
_CREDITS = 1_000_000


def make(firestore: Client, project: str, count: int) -> list[Person]:
    people = [Person(uid := f"bench-{secrets.token_hex(6)}", _token(project, uid)) for _ in range(count)]
    now = datetime.now(UTC)
    for person in people:
        account = Account(person.uid, now, now, balance=_CREDITS, signup_settled=True, overrides=_NO_LIMITS)
        firestore.document(account_path(person.uid)).set({**account.fields()}, timeout=10)
    return people


def _token(project: str, uid: str) -> str:
    """What the Auth emulator would give them; unsigned passes beside it."""
    now = int(datetime.now(UTC).timestamp())
    claims = {
        "iss": f"https://securetoken.google.com/{project}",
        "aud": project,
        "sub": uid,
        "iat": now,
        "auth_time": now,
        "exp": now + 3600,
        "firebase": {"sign_in_provider": "custom", "identities": {}},
    }
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}."


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

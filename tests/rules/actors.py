"""Who comes to Firestore's door, and whose documents they find there."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from tests.fixtures.fakes import unsigned
from tests.fixtures.system import System
from tests.rules.client import RulesClient, put, set_up

Actor = Literal[
    "anonymous",
    "owner",
    "newcomer",
    "guest",
    "unverified",
    "returned",
    "signed out",
    "shut out",
    "service account",
    "other",
    "admin",
]
HOLDERS: tuple[Actor, ...] = ("owner", "newcomer", "guest", "unverified", "returned", "signed out", "shut out", "service account")
WELCOME: tuple[Actor, ...] = ("owner", "newcomer", "guest", "unverified", "returned")
CURRENT: tuple[Actor, ...] = (*WELCOME, "other", "admin")  # signed in, and not with a token from before a sign-out, nor shut out
ACTORS: tuple[Actor, ...] = (*HOLDERS, "anonymous", "other", "admin")


@dataclass(frozen=True)
class Visitor:
    """Somebody at the door; `finds` is whose documents they try: their own, or those of the owner."""

    client: RulesClient
    uid: str
    finds: str


def token(uid: str, **claims: Any) -> Mapping[str, str]:
    """As the Auth emulator signs: not at all. The Firestore emulator asks for no more."""
    now = int(time.time())
    told = {"sub": uid, "user_id": uid, "auth_time": now, "iat": now, "exp": now + 3600, **claims}
    return {"Authorization": f"Bearer {unsigned(told)}"}


def signed_in(uid: str, provider: str = "password", **claims: Any) -> Mapping[str, str]:
    return token(uid, firebase={"sign_in_provider": provider, "identities": {}}, **claims)


def visitors(system: System, suffix: str) -> dict[Actor, Visitor]:
    """One of each, their accounts as the functions leave them; all but the first call of a newcomer has been made."""
    uids = {actor: f"{actor.replace(' ', '-')}-{suffix}" for actor in ACTORS}
    headers: dict[Actor, Mapping[str, str]] = {
        "anonymous": {},
        "owner": signed_in(uids["owner"], email_verified=True),
        "newcomer": signed_in(uids["newcomer"], email_verified=True),
        "guest": signed_in(uids["guest"], provider="anonymous"),
        "unverified": signed_in(uids["unverified"], email_verified=False),
        "returned": signed_in(uids["returned"], email_verified=True),
        "signed out": signed_in(uids["signed out"], email_verified=True),
        "shut out": signed_in(uids["shut out"], email_verified=True),
        "service account": token(uids["service account"], email="videos@demo.iam.gserviceaccount.com", email_verified=True),
        "other": signed_in(uids["other"], email_verified=True),
        "admin": signed_in(uids["admin"], email_verified=True, admin=True),
    }
    now = datetime.now(UTC)
    ended: dict[Actor, datetime | None] = {"returned": now - timedelta(hours=1), "signed out": now + timedelta(hours=1)}
    accounts = [
        put(f"accounts/{uids[actor]}", {"user_id": uids[actor], "balance": 5, "tokens_valid_after": ended.get(actor)})
        for actor in ACTORS
        if actor not in ("anonymous", "newcomer", "guest", "shut out")
    ]
    disabled = put(f"accounts/{uids['shut out']}", {"user_id": uids["shut out"], "tokens_valid_after": None, "disabled": True})
    opened_long_ago = put(f"accounts/{uids['guest']}", {"user_id": uids["guest"], "balance": 5})
    set_up(system, *accounts, opened_long_ago, disabled)
    return {
        actor: Visitor(RulesClient(system, headers[actor]), uids[actor], uids[actor if actor in HOLDERS else "owner"])
        for actor in ACTORS
    }

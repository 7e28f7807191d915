"""Wishing for videos as an app does, and waiting for them by moving time."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

import httpx

from local.people import Person
from tests.system import System

_PATIENCE_S = 90  # only what fails takes so long: a slow machine is no failure

WISH = {"prompt": "A red fox runs through fresh snow.", "seconds": 4}


def key() -> dict[str, str]:
    return {"Idempotency-Key": secrets.token_hex(8)}


def rich(people: System, credits: int = 200) -> Person:
    """Somebody with exactly this many credits, whatever the stack grants at sign-up."""
    person = people.person()
    missing = credits - people.call("GET", "/account", person).json()["balance"]
    if missing:
        body = {"user_id": person.uid, "credits": missing, "reason": "for a test", "grant_id": secrets.token_hex(6)}
        assert people.call("POST", "/admin/corrections", people.admin, json=body).status_code == 200
    return person


def submit(people: System, person: Person, **changes: Any) -> httpx.Response:
    return people.call("POST", "/videos", person, json={**WISH, **changes}, headers=key())


def ended(people: System, person: Person, job_id: str) -> dict[str, Any]:
    """The job once it has ended; time is moved while it runs."""

    def look() -> dict[str, Any] | None:
        shown = people.call("GET", f"/videos/{job_id}", person).json()
        if shown["ended_at"] is None:
            people.clock.move(2)
            return None
        return shown

    found = eventually(look)
    assert found, people.document(f"video_jobs/{job_id}")
    return found


def eventually(look: Callable[[], Any]) -> Any:
    """Look until there is something to see; what is asynchronous has no better moment."""
    until = time.monotonic() + _PATIENCE_S
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.02)
    return found

"""The running system as the tests meet it: over HTTP like an app, and into Firestore like an auditor."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from google.cloud import firestore
from google.cloud.firestore_v1.base_query import FieldFilter

from local.identity import Identity
from local.people import Person, SignInDesk
from shared.config.model import IntakeSection
from shared.platform.clock import MovableClock

_STROLL_S = 0.5  # moved at each look while the stack works on something
_STRIDE_S = 2.0  # short enough even then


class System:
    """What tests need of a stack; built from its environment alone, so it works in any process."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self.project = environment["GOOGLE_CLOUD_PROJECT"]
        self.url = environment["RUSHES_FUNCTIONS_URL"]
        self.http = httpx.Client(timeout=30, limits=httpx.Limits(max_connections=100, keepalive_expiry=2))
        self.desk = SignInDesk(environment["FIREBASE_AUTH_EMULATOR_HOST"], self.project, self.http)
        self.firestore = emulated_firestore(self.project, environment["FIRESTORE_EMULATOR_HOST"])
        self.clock = MovableClock(Path(environment["CLOCK_FILE"]))
        self.identity = Identity(Path(environment["CLOCK_FILE"]).parent / "identity")
        self.uids: list[str] = []
        self.ended: dict[str, dict[str, Any]] = {}  # jobs as they were first seen ended
        self._admin: Person | None = None
        self._refreshed: dict[str, Person] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.http.close()

    # -- people

    def person(self, *, verified: bool = True, email: str = "") -> Person:
        return self._met(self.desk.sign_up(verified=verified, email=email))

    def brought_over(self, uid: str) -> Person:
        return self._met(self.desk.bring_over(uid))

    def with_google(self, google_id: str, email: str) -> Person:
        return self._met(self.desk.with_google(google_id, email))

    def guest(self) -> Person:
        return self._met(self.desk.guest())

    def _met(self, person: Person) -> Person:
        self.uids.append(person.uid)
        return person

    @property
    def admin(self) -> Person:
        if self._admin is None:
            self._admin = self.desk.sign_up(claims={"admin": True})
        return self._admin

    def signed_in(self, person: Person) -> Person:
        """The same person with a token that has not expired: other tests move the clock, and an app would refresh too."""
        person = self._refreshed.get(person.uid, person)
        if person.password and person.expires_at - self.clock.now().timestamp() < 60:
            person = self._refreshed[person.uid] = self.desk.sign_in(person.email, person.password)
        return person

    # -- calls

    def call(self, method: str, path: str, person: Person | None = None, **options: Any) -> httpx.Response:
        headers = {**(self.signed_in(person).headers if person else {}), **options.pop("headers", {})}
        return self.http.request(method, f"{self.url}{path}", headers=headers, **options)

    def at_once(self, times: int, method: str, path: str, person: Person, **options: Any) -> list[httpx.Response]:
        with ThreadPoolExecutor(times) as crowd:
            calls = [crowd.submit(self.call, method, path, person, **options) for _ in range(times)]
            return [call.result() for call in calls]

    def grant(self, uid: str, credits: int, grant_id: str = "") -> httpx.Response:
        body = {"user_id": uid, "credits": credits, "reason": "for a test", "grant_id": grant_id or secrets.token_hex(6)}
        return self.call("POST", "/admin/grants", self.admin, json=body)

    def configure(self, section: str, **values: Any) -> httpx.Response:
        if section == "intake" and not values:  # what is not named stays there
            values = IntakeSection(ceiling_reached_on=None).model_dump()
        body = {"values": values, "reason": "for a test"}
        return self.call("PUT", f"/admin/config/{section}", self.admin, json=body)

    # -- time

    def hurry(self, seconds: float) -> None:
        """Move time as somebody does who waits for the stack: by no more than a stroll while it works on a task.

        A look takes milliseconds and a slow machine works for seconds: with long strides its leases would be over meanwhile.
        """
        if seconds > _STRIDE_S and not self.rests():
            seconds = _STROLL_S
        self.clock.move(seconds)

    def rests(self) -> bool:
        """Whether no task is worked on, nor due."""
        control = self.environment["RUSHES_TASKS_CONTROL_URL"]
        return self.http.get(f"{control}/_local/idle").raise_for_status().json()["idle"]

    # -- documents, past all rules

    def document(self, path: str) -> dict[str, Any] | None:
        return self.firestore.document(path).get(timeout=10).to_dict()

    def documents(self, collection: str, field: str, value: Any) -> list[dict[str, Any]]:
        found = self.firestore.collection(collection).where(filter=FieldFilter(field, "==", value)).get(timeout=10)
        return [{"id": snapshot.id, **(snapshot.to_dict() or {})} for snapshot in found]

    # -- documents, under the rules

    def read_as(self, person: Person | None, path: str) -> int:
        """The status that Firestore answers this person who asks for a document."""
        return self.http.get(self._rest(path), headers=self.signed_in(person).headers if person else {}).status_code

    def write_as(self, person: Person | None, path: str, fields: dict[str, Any]) -> int:
        body = {"fields": {name: {"integerValue": str(value)} for name, value in fields.items()}}
        return self.http.patch(self._rest(path), json=body, headers=self.signed_in(person).headers if person else {}).status_code

    def _rest(self, path: str) -> str:
        host = self.environment["FIRESTORE_EMULATOR_HOST"]
        return f"http://{host}/v1/projects/{self.project}/databases/(default)/documents/{path}"


def emulated_firestore(project: str, host: str) -> firestore.Client:
    """The real client at an emulator; it reads the host only while it is made."""
    kept = os.environ.get("FIRESTORE_EMULATOR_HOST")
    os.environ["FIRESTORE_EMULATOR_HOST"] = host
    try:
        return firestore.Client(project=project)
    finally:
        if kept is None:
            del os.environ["FIRESTORE_EMULATOR_HOST"]
        else:
            os.environ["FIRESTORE_EMULATOR_HOST"] = kept

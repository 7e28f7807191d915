"""One round of a simulation: a few new users, who do what the schedule says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from google.cloud.firestore_v1.base_query import FieldFilter

from local.people import Person
from tests.faults.trouble import Trouble
from tests.fixtures.videos import key
from tests.prove.simulation import expectations
from tests.prove.simulation.actions import ACTIONS
from tests.prove.simulation.schedule import Action, picked
from tests.prove.stage import BEYOND, Stage

USERS = 8
_TRIES = 3  # of a user's call; a fault strikes once


class Broken(Exception):
    """Something that must always hold does not."""


@dataclass
class Call:
    """What a user asked for under a key, so that it can be asked for once more."""

    person: Person = field(repr=False)
    path: str
    body: Any
    brings: int  # jobs or films
    key: str
    answered: list[str] = field(default_factory=list[str])


class Round:
    def __init__(self, stage: Stage) -> None:
        self.stage, self.system, self.world = stage, stage.system, stage.world
        self.trouble = Trouble(stage.system)
        stage.order()
        stage.order_next()
        stage.world.clear()
        self.system.http.delete(f"{self.trouble.address('provider')}/_local/faults").raise_for_status()
        self._intake(open=True)
        self._people: dict[int, Person] = {}
        self.calls: list[Call] = []
        self.strikes: list[str] = []
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self.albums: dict[str, str] = {}
        self.pictures: dict[str, str] = {}
        self.done: list[str] = []  # tasks that were delivered
        self.heard: list[Mapping[str, Any]] = []  # events that were

    @property
    def people(self) -> list[Person]:
        """Those that anything was done for."""
        return list(self._people.values())

    @property
    def uids(self) -> list[str]:
        return [person.uid for person in self.people]

    def does(self, action: Action) -> None:
        if action.fault and action.what != "exhaust":
            self.stage.order_next(action.fault, action.at)
        ACTIONS[action.what](self, action)
        if action.fault:
            self.strikes += self.stage.order_next()

    def rests(self) -> None:
        """Everything comes to its end, and then all that is claimed holds."""
        self._intake(open=True)
        self._rows = {}
        if not self.world.rest(lambda: not expectations.live(self.system, self.uids), until=lambda: False):
            raise Broken(f"it does not come to rest: {expectations.live(self.system, self.uids)}")

    def outcomes(self) -> Counter[str]:
        return Counter(str(job["outcome"]) for job in self.rows("video_jobs"))

    def rows(self, collection: str, uid: str = "") -> list[dict[str, Any]]:
        """What everybody here, or one of them, has of it at rest; read once."""
        if collection not in self._rows:
            self._rows[collection] = self.found(collection)
        return [row for row in self._rows[collection] if uid in ("", row["user_id"])]

    def found(self, collection: str) -> list[dict[str, Any]]:
        if not self.uids:
            return []
        mine = self.system.firestore.collection(collection).where(filter=FieldFilter("user_id", "in", self.uids))
        return [{"id": row.id, **(row.to_dict() or {})} for row in mine.get(timeout=10)]

    def read(self, paths: Sequence[str]) -> list[dict[str, Any] | None]:
        """In their order."""
        asked = [self.system.firestore.document(path) for path in paths]
        found = {row.reference.path: row.to_dict() for row in self.system.firestore.get_all(asked, timeout=10)}
        return [found[path] for path in paths]

    # -- calls and looks

    def person(self, action: Action) -> Person:
        who = action.who % USERS
        if who not in self._people:
            self._people[who] = self.stage.person()
        return self._people[who]

    def ask(self, call: Call) -> None:
        """Until there is an answer, as an app does; with the same key it is always the same answer."""
        answer = self.call(call.person, "POST", call.path, json=call.body, headers={"Idempotency-Key": call.key})
        if answer.status_code < 300 and call.brings:
            ids = _ids(answer.json())
            if call.answered and call.answered != ids:
                raise Broken(f"one key, two answers: {call} and {ids}")
            call.answered = ids

    def call(self, person: Person, method: str, path: str, **options: Any) -> httpx.Response:
        said = ""
        for _ in range(_TRIES):
            answer = self.system.call(method, path, person, **options)
            if answer.status_code < 500 or answer.json().get("error") == "MAINTENANCE":
                return answer
            said = f"{answer.status_code}: {answer.text}"
            self.world.move(5)
        raise Broken(f"{method} {path} fails again and again with {said}")

    def asked(self, person: Person, path: str, body: Any, brings: int = 0) -> None:
        self.calls.append(Call(person, path, body, brings, key()["Idempotency-Key"]))
        self.ask(self.calls[-1])

    def jobs(self, person: Person) -> list[dict[str, Any]]:
        return sorted(self.system.documents("video_jobs", "user_id", person.uid), key=lambda job: (job["created_at"], job["id"]))

    def films(self, person: Person) -> list[dict[str, Any]]:
        return self.system.documents("films", "user_id", person.uid)

    def has_key(self, person: Person) -> bool:
        return self.system.document(f"provider_keys/{person.uid}.openai-videos") is not None

    def task(self, action: Action) -> dict[str, Any] | None:
        """One that is due rather than one that is early, most of the time."""
        waiting, now = self.world.tasks(), self.system.clock.now()
        due = [task for task in waiting if datetime.fromisoformat(task["schedule_time"]) <= now]
        return picked(action, due if due and action.pick % 4 else waiting)

    def operate(self, method: str, path: str, **body: Any) -> None:
        self.call(self.system.admin, method, f"/admin{path}", json={"reason": "for a proof", **body})

    def _intake(self, *, open: bool) -> None:
        body = {"values": {"open": open}, "reason": "for a proof"}
        answer = self.system.call("PUT", "/admin/config/intake", self.system.admin, json=body, headers=BEYOND)
        if answer.status_code != 200:
            raise Broken(f"intake does not open: {answer.text}")


def _ids(answer: Any) -> list[str]:
    """Of what was asked for."""
    match answer:
        case {"video": {"id": str(one)}} | {"film": {"id": str(one)}}:
            return [one]
        case {"batch": {"videos": rows}} | {"videos": rows}:
            return [row["id"] for row in rows]
        case _:
            raise Broken(f"an answer without what was asked for: {answer}")

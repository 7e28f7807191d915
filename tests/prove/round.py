"""One round of a simulation: a few new users, and the hands that carry out what the schedule says for them."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from google.cloud.firestore_v1.base_query import FieldFilter

from local.people import Person
from tests import albums, texts_for_tests
from tests.faults.trouble import Trouble, marked, word
from tests.hooks import signed, told
from tests.prove import claims
from tests.prove.schedule import Action
from tests.prove.stage import BEYOND, Stage
from tests.prove.workflows import BOARD, OMNI, OMNI_VERTEX, SERVER, VEO
from tests.unit.pictures import JPEG
from tests.wishes import WISH, key

USERS = 8
_TRIES = 3  # of a user's call; a fault strikes once
_EXHAUSTED = 6  # deliveries, more than most queues try
_MODELS = (VEO, VEO, OMNI, OMNI_VERTEX, SERVER, "vertex/veo-3.1-lite-generate-001")
_SECONDS = (1, 5, 5, 20, 60, 60, 150, 400)
# what every send of a wish meets at its provider; most meet nothing
_ALWAYS: Sequence[Mapping[str, Any]] = (
    *({},) * 14,
    {"status": 429},
    {"status": 503},
    {"drop": True},
    {"accept_then_drop": True},
    {"accept_then_status": 503},
    {"block": "violence"},
    {"block_input": "safety"},
    {"fail": {}},
    {"media": "broken"},
    {"media": "truncated"},
    {"vanish": True},
    {"never": True},
    {"fail": {}, "late_output": 60},
    {"duplicate_output": True},
    {"duplicate_output": "same_name"},
)
_ONCE: Sequence[Mapping[str, Any]] = (
    {"status": 429, "retry_after": 7},
    {"status": 500},
    {"drop": True},
    {"accept_then_drop": True},
)


class Broken(Exception):
    """Something that must always hold does not."""


@dataclass
class Call:
    """What a user asked for under a key, so that it can be asked for once more."""

    person: Person
    path: str
    body: Any
    brings: int  # jobs or films
    key: str
    answered: list[str] = field(default_factory=list[str])


class Round:
    def __init__(self, stage: Stage) -> None:
        self.stage, self.system, self.world = stage, stage.system, stage.world
        self._trouble = Trouble(stage.system)
        stage.order()
        stage.order_next()
        stage.world.clear()
        self._intake(open=True)
        self._people: dict[int, Person] = {}
        self.calls: list[Call] = []
        self.strikes: list[str] = []
        self._albums: dict[str, str] = {}
        self._pictures: dict[str, str] = {}
        self._done: list[str] = []  # tasks that were delivered
        self._heard: list[Mapping[str, Any]] = []  # events that were

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
        _ACTS[action.what](self, action)
        if action.fault:
            self.strikes += self.stage.order_next()

    def rests(self) -> None:
        """Everything comes to its end, and then all that is claimed holds."""
        self._intake(open=True)
        if not self.world.rest(lambda: not claims.live(self.system, self.uids), until=lambda: False):
            raise Broken(f"it does not come to rest: {claims.live(self.system, self.uids)}")

    def outcomes(self) -> Counter[str]:
        jobs = [job for uid in self.uids for job in self.system.documents("video_jobs", "user_id", uid)]
        return Counter(str(job["outcome"]) for job in jobs)

    def letters(self) -> list[dict[str, Any]]:
        """Tasks of this round that were given up."""
        if not self.uids:
            return []
        letters = self.system.firestore.collection("dead_letters")
        found = letters.where(filter=FieldFilter("user_id", "in", self.uids)).get(timeout=10)
        return [{"id": row.id, **(row.to_dict() or {})} for row in found]

    # -- users

    def _person(self, action: Action) -> Person:
        who = action.who % USERS
        if who not in self._people:
            self._people[who] = self.stage.person()
        return self._people[who]

    def _ask(self, call: Call) -> None:
        """Until there is an answer, as an app does; with the same key it is always the same answer."""
        answer = self._call(call.person, "POST", call.path, json=call.body, headers={"Idempotency-Key": call.key})
        if answer.status_code < 300 and call.brings:
            ids = _ids(answer.json())
            if call.answered and call.answered != ids:
                raise Broken(f"one key, two answers: {call} and {ids}")
            call.answered = ids

    def _call(self, person: Person, method: str, path: str, **options: Any) -> httpx.Response:
        said = ""
        for _ in range(_TRIES):
            answer = self.system.call(method, path, person, **options)
            if answer.status_code < 500 or answer.json().get("error") == "MAINTENANCE":
                return answer
            said = f"{answer.status_code}: {answer.text}"
            self.world.move(5)
        raise Broken(f"{method} {path} fails again and again with {said}")

    def _asked(self, person: Person, path: str, body: Any, brings: int = 0) -> None:
        self.calls.append(Call(person, path, body, brings, key()["Idempotency-Key"]))
        self._ask(self.calls[-1])

    def _wish(self, pick: int) -> dict[str, Any]:
        model, pick = _MODELS[pick % len(_MODELS)], pick // len(_MODELS)
        always, pick = _ALWAYS[pick % len(_ALWAYS)], pick // len(_ALWAYS)
        prompt = marked(**always) if always else WISH["prompt"]
        if pick % 5 == 0:
            once = word()
            self._trouble.next_creates(once, 1, **_ONCE[pick % len(_ONCE)])
            prompt = f"{prompt} {once}"
        return {**WISH, "prompt": prompt, "model": model}

    def submit(self, action: Action) -> None:
        person = self._person(action)
        own = {"own_key": True} if action.pick % 7 == 0 and self._keys(person) else {}
        wish = self._wish(action.pick)
        self._asked(person, "/videos", {**wish, **own, **({"model": SERVER} if own else {})}, 1)

    def batch(self, action: Action) -> None:
        wishes = [self._wish(action.pick + 31 * place) for place in range(2 + action.pick % 4)]
        self._asked(self._person(action), "/videos/batch", wishes, len(wishes))

    def shoot(self, action: Action) -> None:
        person = self._person(action)
        board = self._call(person, "POST", "/storyboards", json=dict(BOARD)).json()["id"]
        self._asked(person, f"/storyboards/{board}/shoot", {"scenes": "all"}, 2)

    def write(self, action: Action) -> None:
        person = self._person(action)
        if person.uid not in self._pictures:
            album = texts_for_tests.collection_of(self.system, person, images=1)
            self._pictures[person.uid] = texts_for_tests.image_of(self.system, person, collection=album)
        self._asked(person, "/prompts", {"image_id": self._pictures[person.uid]})

    def upload(self, action: Action) -> None:
        person = self._person(action)
        if person.uid not in self._albums:
            self._albums[person.uid] = self._call(person, "POST", "/images/collections", json={"name": "Holidays"}).json()["id"]
        body = {"collection_id": self._albums[person.uid], "content_type": "image/jpeg"}
        answer = self._call(person, "POST", "/images", json=body)
        if answer.status_code == 201 and action.pick % 6:
            albums.put(answer.json()["upload"], JPEG if action.pick % 5 else JPEG[:200])

    def compile(self, action: Action) -> None:
        person = self._person(action)
        scenes = [job["id"] for job in self._jobs(person) if job["state"] == "completed"][:2]
        if scenes:
            title = {} if action.pick % 4 else {"title": {"text": "The fox"}}
            self._asked(person, "/films", {"scenes": [{"video_id": each} for each in scenes], **title}, 1)

    def cancel(self, action: Action) -> None:
        person = self._person(action)
        if job := _picked(action, [job for job in self._jobs(person) if not job["ended_at"]]):
            self._call(person, "POST", f"/videos/{job['id']}/cancel")

    def retry(self, action: Action) -> None:
        person = self._person(action)
        if job := _picked(action, [job for job in self._jobs(person) if job["ended_at"]]):
            self._asked(person, f"/videos/{job['id']}/retry", None, 1)

    def repeat(self, action: Action) -> None:
        if call := _picked(action, self.calls):
            self._ask(call)

    def key(self, action: Action) -> None:
        person, provider = self._person(action), "openai-videos"
        if self._keys(person):
            self._call(person, "DELETE", f"/account/keys/{provider}")
        else:
            self._call(person, "POST", "/account/keys", json={"provider": provider, "key": secrets.token_hex(20)})

    def erase(self, action: Action) -> None:
        if album := self._albums.pop(self._person(action).uid, None):
            self._call(self._person(action), "DELETE", f"/images/collections/{album}")

    def _jobs(self, person: Person) -> list[dict[str, Any]]:
        return sorted(self.system.documents("video_jobs", "user_id", person.uid), key=lambda job: (job["created_at"], job["id"]))

    def _keys(self, person: Person) -> bool:
        return self.system.document(f"provider_keys/{person.uid}.openai-videos") is not None

    # -- messages

    def deliver(self, action: Action) -> None:
        if task := self._task(action):
            self.world.deliver(task)
            self._done.append(task["name"])

    def tell(self, action: Action) -> None:
        if event := _picked(action, self.world.events()):
            self.world.tell(event)
            self._heard.append(event)

    def deliver_again(self, action: Action) -> None:
        if name := _picked(action, self._done):
            self.world.deliver_again(name)

    def tell_again(self, action: Action) -> None:
        if event := _picked(action, self._heard):
            self.world.tell_again(event)

    def hint(self, action: Action) -> None:
        """A provider tells that a job is made, true or not."""
        jobs = [job for job in self._jobs(self._person(action)) if job["model"] == OMNI and job["state"] == "processing"]
        if job := _picked(action, jobs):
            ops = self.system.document(f"video_jobs/{job['id']}/private/ops") or {}
            operation = next((each["operation"] for each in ops["attempts"].values() if each.get("operation")), None)
            now, secret = self.system.clock.now(), self.system.environment["RUSHES_HOOK_SECRETS_GEMINI"]
            name = operation["name"] if isinstance(operation, dict) else operation  # pyright: ignore[reportUnknownVariableType]
            body = told("interaction.completed", str(name), now)  # pyright: ignore[reportUnknownArgumentType]
            headers = {**signed(secret, body, now, secrets.token_hex(6)), "X-Proof": "1"}
            self.system.call("POST", "/hooks/gemini", content=body, headers=headers)

    def exhaust(self, action: Action) -> None:
        """The same trouble again and again, until the queue gives the task up or the handler gets by."""
        if task := self._task(action):
            for _ in range(_EXHAUSTED):
                self.strikes += self.stage.order_next(action.fault or "error before", action.at or 1)
                self.world.deliver(task)
                if task["name"] not in {each["name"] for each in self.world.tasks()}:
                    break
            self.strikes += self.stage.order_next()

    def lose(self, action: Action) -> None:
        if task := self._task(action):
            self.world.lose(task)

    def _task(self, action: Action) -> dict[str, Any] | None:
        """One that is due rather than one that is early, most of the time."""
        waiting, now = self.world.tasks(), self.system.clock.now()
        due = [task for task in waiting if datetime.fromisoformat(task["schedule_time"]) <= now]
        return _picked(action, due if due and action.pick % 4 else waiting)

    # -- time

    def move(self, action: Action) -> None:
        self.world.move(_SECONDS[action.pick % len(_SECONDS)])

    def sweep(self, _action: Action) -> None:
        self.world.sweep()

    # -- operators

    def _operate(self, method: str, path: str, **body: Any) -> None:
        self._call(self.system.admin, method, f"/admin{path}", json={"reason": "for a proof", **body})

    def grant(self, action: Action) -> None:
        """A few ids, so that some of them come twice."""
        person = self._person(action)
        self._operate("POST", "/grants", user_id=person.uid, credits=60, grant_id=f"{person.uid}-{action.pick % 4}")

    def correct(self, action: Action) -> None:
        person = self._person(action)
        credits = 40 if action.pick % 2 else -15
        self._operate("POST", "/corrections", user_id=person.uid, credits=credits, grant_id=f"{person.uid}-c{action.pick % 8}")

    def fail(self, action: Action) -> None:
        jobs = self._jobs(self._person(action))
        if job := _picked(action, [job for job in jobs if not job["ended_at"]] or jobs):
            self._operate("POST", f"/jobs/{job['id']}/fail", refund=bool(action.pick % 3))

    def close(self, _action: Action) -> None:
        self._operate("PUT", "/config/intake", values={"open": False})

    def open(self, _action: Action) -> None:
        self._operate("PUT", "/config/intake", values={"open": True})

    def replay(self, action: Action) -> None:
        if letter := _picked(action, sorted(self.letters(), key=lambda letter: letter["first_at"])):
            self._operate("POST", f"/dead-letters/{letter['id']}/replay")

    def _intake(self, *, open: bool) -> None:
        body = {"values": {"open": open}, "reason": "for a proof"}
        answer = self.system.call("PUT", "/admin/config/intake", self.system.admin, json=body, headers=BEYOND)
        if answer.status_code != 200:
            raise Broken(f"intake does not open: {answer.text}")


def _picked(action: Action, among: Sequence[Any]) -> Any:
    return among[action.pick % len(among)] if among else None


def _ids(answer: Any) -> list[str]:
    """Of what was asked for."""
    match answer:
        case {"video": {"id": str(one)}} | {"film": {"id": str(one)}}:
            return [one]
        case {"batch": {"videos": rows}} | {"videos": rows}:
            return [row["id"] for row in rows]
        case _:
            raise Broken(f"an answer without what was asked for: {answer}")


_ACTS: Mapping[str, Callable[[Round, Action], None]] = {
    name: getattr(Round, name.replace(" ", "_"))
    for name in (
        *("submit", "batch", "shoot", "write", "upload", "compile", "cancel", "retry", "repeat", "key", "erase"),
        *("deliver", "tell", "deliver again", "tell again", "hint", "exhaust", "lose", "move", "sweep"),
        *("grant", "correct", "fail", "close", "open", "replay"),
    )
}

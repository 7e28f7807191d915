"""Somebody whose things can be asked for, and everybody's tokens: right, of others, and garbage."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from hypothesis import strategies as st

from local.people import Person
from standins.testing import eventually
from tests.fixtures.fakes import unsigned
from tests.fixtures.images import album, draft, picture
from tests.fixtures.storyboards import begun
from tests.fixtures.system import System
from tests.fixtures.videos import rich, submit
from tests.inputs.contract import Operation

_CREDITS = 60  # a few jobs are really made, most find none left
SERVICES = {"sweep": "scheduler", "output-events": "events", "upload-events": "events"}  # all others: tasks
# Of a task, as its queue says: the last try, after which it is told as given up, and the first.
LAST_TRY = {"X-CloudTasks-QueueName": "check", "X-CloudTasks-TaskName": "inputs", "X-CloudTasks-TaskRetryCount": "200"}
FIRST_TRY = {**LAST_TRY, "X-CloudTasks-TaskRetryCount": "0"}

_PLAIN = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
GARBAGE: tuple[str, ...] = (
    "",
    "Bearer",
    "Bearer ",
    "Bearer x",
    "Bearer a.b.c",
    "Bearer ...",
    "Basic dXNlcjpwYXNz",
    "Bearer " + "e" * 9000,
    "Bearer \xff\xfe.\xe9.",
    "bearer null",
    f"Bearer {_PLAIN}.e30.",
    f"Bearer {_PLAIN}.W10.",
    f"Bearer {_PLAIN}.{'W10' * 700}.",
    f"Bearer {_PLAIN}.bm90IGpzb24.",
    f"Bearer {unsigned({'sub': ['a'], 'exp': 'soon', 'aud': {}, 'iss': None})}",
    f"Bearer {unsigned({'sub': 'x', 'exp': 10**400, 'iat': -1e308, 'auth_time': 10**30})}",
    f"Bearer {unsigned({'iss': 'https://accounts.google.com', 'aud': [], 'email': 7, 'exp': float('inf')})}",
)


@dataclass(frozen=True)
class World:
    """A user with one of each kind of thing, an admin, and somebody whom the admin may do anything to."""

    system: System
    user: Person
    admin: Person
    ids: Mapping[str, str]

    def token(self, operation: Operation) -> dict[str, str]:
        """The right one for this operation."""
        match operation.audience:
            case "users":
                return self.system.signed_in(self.user).headers
            case "admins":
                return self.system.signed_in(self.admin).headers
            case "services":
                return {**self.service(SERVICES.get(operation.function, "tasks"), operation.function), **LAST_TRY}
            case _:
                return {}

    def service(self, account: str, function: str) -> dict[str, str]:
        email = f"rushes-{account}@{self.system.project}.iam.gserviceaccount.com"
        audience = f"{self.system.url}/{function}"
        return {"Authorization": f"Bearer {self.system.identity.oidc_token(email, audience, self.system.clock.now())}"}

    def tokens(self, operation: Operation) -> st.SearchStrategy[dict[str, str]]:
        """Of others, garbage, and none."""
        others = [
            {},
            self.system.signed_in(self.user).headers,
            self.system.signed_in(self.admin).headers,
            self.service("tasks", operation.function),
        ]
        right = self.token(operation)
        wrong = [each for each in others if each.get("Authorization") != right.get("Authorization")]
        return st.sampled_from(wrong) | st.sampled_from(GARBAGE).map(lambda text: {"Authorization": text})


def made(system: System) -> World:
    awake = system.person()  # what has just been started may take a while for its first answer
    eventually(lambda: system.call("GET", "/account", awake).status_code == 200)
    user, victim = rich(system, _CREDITS), system.person()
    collection = album(system, user)
    image = picture(system, user, collection)["id"]
    job = submit(system, user).json()["video"]["id"]
    template = system.call("POST", "/prompts/templates", user, json={"name": "Mine", "config": {}}).json()["id"]
    board = begun(system, user)
    ids = {
        "collection_id": collection,
        "image_id": image,
        "first_frame": image,
        "prompt_id": draft(system, user, image),
        "template_id": template,
        "job_id": job,
        "source": job,
        "storyboard_id": board["id"],
        "scene_id": "first",
        "version": "1",
        "film_id": secrets.token_hex(12),
        "batch_id": secrets.token_hex(12),
        "letter_id": secrets.token_hex(12),
        "id": secrets.token_hex(12),
        "user_id": victim.uid,
        "provider": "gemini-api",
        "surface": "vertex",
        "model": "veo-3.1-lite-generate-001",
        "section": "limits",
    }
    return World(system, user, system.desk.sign_up(claims={"admin": True}), ids)


@contextmanager
def config_kept(system: System) -> Generator[None]:
    """Whatever an admin changes meanwhile is as it was afterwards; the functions forget what they know of it."""
    before = {each.id: each.to_dict() for each in system.firestore.collection("system_configs").get(timeout=20)}
    try:
        yield
    finally:
        for each in system.firestore.collection("system_configs").get(timeout=20):
            if each.id not in before:
                each.reference.delete(timeout=20)
        for name, fields in before.items():
            system.firestore.document(f"system_configs/{name}").set(fields or {}, timeout=20)
        system.clock.move(65)

"""A store of an earlier release, put into the running stack as if its last moment were now."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from local.people import Person
from shared.platform.user_ids import home_of, media_home_of
from tests.fixtures import films
from tests.fixtures.images import objects
from tests.fixtures.system import System

STORE = Path(__file__).with_name("store-2026-11-28.json")
_MINUTE_S = 61  # for which instances keep the configuration


@dataclass(frozen=True)
class Earlier:
    documents: dict[str, dict[str, Any]]  # as they were put there, by path
    uids: dict[str, str]  # by name: ada, ben, guest

    def of(self, name: str, collection: str, state: str = "", **fields: Any) -> list[str]:
        """The ids of this user's documents there, in this state, with these fields."""
        return [
            path.partition("/")[2]
            for path, stored in self.documents.items()
            if path.rpartition("/")[0] == collection
            and stored["user_id"] == self.uids[name]
            and state in ("", stored.get("state"), stored.get("status"))
            and all(stored.get(field) == value for field, value in fields.items())
        ]


@contextmanager
def loaded(system: System) -> Generator[Earlier]:
    """Under user ids of their own; in the end nothing of it is left, and the configuration is as before."""
    text = STORE.read_text(encoding="utf-8")
    uids = {name: f"{name}-{secrets.token_hex(6)}" for name in ("ada", "ben", "guest")}
    for name, known in {"ada": "upgrade-ada", "ben": "upgrade-ben", "guest": json.loads(text)["guest"]}.items():
        text = text.replace(known, uids[name])
    store: dict[str, Any] = json.loads(text)
    since = system.clock.now() - datetime.fromisoformat(store["taken_at"])
    documents = {path: cast("dict[str, Any]", _plain(fields, since)) for path, fields in store["documents"].items()}
    before = {path: system.document(path) for path in documents if path.startswith(("system_configs/", "reconcile_runs/"))}
    for name, words in store["objects"].items():
        films.put(system, name, words.encode())
    _write(system, documents)
    system.clock.move(_MINUTE_S)
    try:
        yield Earlier(documents, uids)
    finally:
        _forget(system, set(uids.values()))
        _write(system, {**dict.fromkeys(documents), **before})
        system.clock.move(_MINUTE_S)


def _forget(system: System, uids: set[str]) -> None:
    """What was made since."""
    for uid in uids:
        for collection in ("credit_transactions", "video_jobs", "films", "images", "collections", "idempotency", "storyboards"):
            rows = system.documents(collection, "user_id", uid)
            _write(system, dict.fromkeys(f"{collection}/{row['id']}" for row in rows))
        for home in (home_of(uid), media_home_of(uid)):  # as it was named then, and since
            for name in objects(system, system.environment["RUSHES_BUCKET_MEDIA"], f"{home}/"):
                films.remove(system, name)
    system.ended = {job_id: job for job_id, job in system.ended.items() if job["user_id"] not in uids}


def _plain(value: Any, since: timedelta) -> Any:
    if isinstance(value, list):
        return [_plain(each, since) for each in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    fields = cast("dict[str, Any]", value)
    if "$timestamp" in fields:
        return datetime.fromisoformat(fields["$timestamp"]) + since
    if "$bytes" in fields:
        return base64.b64decode(fields["$bytes"])
    return {name: _plain(each, since) for name, each in fields.items()}


def _write(system: System, documents: Mapping[str, Any]) -> None:
    batch = system.firestore.batch()
    for path, fields in documents.items():
        place = system.firestore.document(path)
        batch.delete(place) if fields is None else batch.set(place, fields)
    batch.commit(timeout=30)


def signed_in(system: System, earlier: Earlier) -> tuple[Person, Person, Person]:
    ada, ben, guest = (system.brought_over(uid) for uid in earlier.uids.values())
    return ada, ben, guest

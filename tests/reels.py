"""Finished videos without a provider, and the films that are made of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx

from local.people import Person
from shared import accounts
from shared.accounts.ledger import EntryType, account_path
from shared.catalog.offers import Wish
from shared.platform.documents import Document
from shared.videos.job import Job
from shared.videos.states import JobState
from tests import plain
from tests.system import System
from tests.unit.film.footage import scene
from tests.wishes import eventually, key

SECONDS = 2.0


def video(people: System, person: Person, content: bytes | None = None, *, seconds: float = SECONDS) -> str:
    """A completed job of theirs, free of charge, with its file."""
    now, content = people.clock.now(), scene(SECONDS) if content is None else content
    wish = Wish(
        model="vertex/veo-3.1-lite-generate-001", prompt="A fox.", seconds=4, resolution="720p", aspect_ratio="16:9", audio=True
    )
    job_id = secrets.token_hex(12)
    job = Job(
        id=job_id,
        user_id=person.uid,
        state=JobState.COMPLETED,
        outcome="completed",
        wish=wish,
        credits=0,
        charged=False,
        created_at=now,
        deadline_at=now + timedelta(minutes=15),
        due_at=None,
        expected_at=now,
        ended_at=now,
    )
    stored = put(people, job.object_name, content)
    facts = {"object": job.object_name, "bytes": len(content), "crc32c": stored["crc32c"], "seconds": seconds, "poster": "none"}
    people.firestore.document(job.path).set({**job.fields(), "video": facts}, timeout=10)
    _charged_nothing(people, person, job_id, now, len(content))
    return job_id


def _charged_nothing(people: System, person: Person, job_id: str, now: datetime, size: int) -> None:
    """Every job has its line in the ledger, and its bytes count."""
    where = account_path(person.uid)
    assert people.call("GET", "/account", person).status_code == 200
    account = accounts.read(Document(where, people.document(where)))
    assert account is not None
    account, entry = account.post(f"{job_id}.charge", EntryType.CHARGE, 0, "A test", now, job_id)
    people.firestore.document(entry.path).set(entry.fields(), timeout=10)
    stored = {"stored_bytes": (account.stored_bytes or 0) + size}
    people.firestore.document(where).set({**account.fields(), **stored}, timeout=10)


def put(people: System, name: str, content: bytes) -> dict[str, Any]:
    address = f"{people.environment['STORAGE_EMULATOR_HOST']}/upload/storage/v1/b/{people.environment['RUSHES_BUCKET_MEDIA']}/o"
    return plain.post(address, params={"uploadType": "media", "name": name}, content=content).raise_for_status().json()


def remove(people: System, name: str) -> None:
    bucket = people.environment["RUSHES_BUCKET_MEDIA"]
    address = f"{people.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{bucket}/o/{name.replace('/', '%2F')}"
    plain.delete(address).raise_for_status()


def staged(people: System, film_id: str) -> list[str]:
    address = f"{people.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{people.environment['RUSHES_BUCKET_MEDIA']}/o"
    found = plain.get(address, params={"prefix": f"staging/films/{film_id}"}).raise_for_status().json()
    return [item["name"] for item in found.get("items", [])]


def kept(people: System, uid: str) -> list[str]:
    """Their films' files."""
    address = f"{people.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{people.environment['RUSHES_BUCKET_MEDIA']}/o"
    found = plain.get(address, params={"prefix": f"users/{uid}/films/"}).raise_for_status().json()
    return [item["name"] for item in found.get("items", [])]


def ask(people: System, person: Person, *scenes: Any, headers: dict[str, str] | None = None, **wish: Any) -> httpx.Response:
    """Scenes are ids, or objects with an id and more."""
    told = [{"video_id": each} if isinstance(each, str) else each for each in scenes]
    return people.call("POST", "/films", person, json={"scenes": told, **wish}, headers=headers or key())


def quoted(people: System, person: Person, *scenes: Any, **wish: Any) -> httpx.Response:
    """The same, only to hear its price; no key is needed for that."""
    told = [{"video_id": each} if isinstance(each, str) else each for each in scenes]
    return people.call("POST", "/films/quote", person, json={"scenes": told, **wish})


def asked(people: System, person: Person, *scenes: Any, **wish: Any) -> str:
    answer = ask(people, person, *scenes, **wish)
    assert answer.status_code == 202, answer.text
    return answer.json()["film"]["id"]


def shown(people: System, person: Person, film_id: str, language: str = "en") -> dict[str, Any]:
    answer = people.call("GET", f"/films/{film_id}", person, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return answer.json()


def over(people: System, person: Person, film_id: str, *, meanwhile: Callable[[], Any] = lambda: None) -> dict[str, Any]:
    """The film once it has ended."""

    def look() -> bool:
        meanwhile()
        return (people.document(f"films/{film_id}") or {})["ended_at"] is not None

    assert eventually(look), people.document(f"films/{film_id}")
    return shown(people, person, film_id)


def made(people: System, person: Person, *scenes: Any, **wish: Any) -> dict[str, Any]:
    film = over(people, person, asked(people, person, *scenes, **wish))
    assert film["status"] == "completed", film
    return film

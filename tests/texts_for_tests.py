"""Ready pictures without an upload, and prompts that are waited for."""

from __future__ import annotations

import secrets
from typing import Any

import httpx

from local.people import Person
from shared.images.model import Collection, Image, ImageStatus
from tests.system import System
from tests.unit.pictures import HEIGHT, JPEG, WIDTH
from tests.wishes import eventually, key


def collection_of(people: System, person: Person, images: int = 0) -> str:
    now = people.clock.now()
    made = Collection(secrets.token_hex(12), person.uid, "Harbour", now, now, image_count=images)
    people.firestore.document(made.path).set(made.fields(), timeout=10)
    return made.id


def image_of(people: System, person: Person, *, title: str = "", collection: str = "", **other: Any) -> str:
    """A picture as it is once its bytes were looked at: its document, and its copy in the media bucket."""
    now = people.clock.now()
    made = Image(
        id=secrets.token_hex(12),
        user_id=person.uid,
        collection_id=collection or secrets.token_hex(12),
        status=ImageStatus.READY,
        content_type="image/jpeg",
        bytes=len(JPEG),
        created_at=now,
        updated_at=now,
        due_at=None,
        title=title,
        width=WIDTH,
        height=HEIGHT,
        colour="#c81e1e",
    )
    stored = {**made.fields(), "object": made.object_name, "thumbnail": made.thumbnail_name, **other}
    address = f"{people.environment['STORAGE_EMULATOR_HOST']}/upload/storage/v1/b/{people.environment['RUSHES_BUCKET_MEDIA']}/o"
    for name in () if other.get("status") == "rejected" else (made.object_name, made.thumbnail_name):  # nothing is kept of those
        asked = {"uploadType": "media", "name": name}
        people.http.post(address, params=asked, content=JPEG, headers={"Content-Type": "image/jpeg"}).raise_for_status()
    people.firestore.document(made.path).set(stored, timeout=10)
    return made.id


def ask(people: System, person: Person, image_id: str, *, wait: int = 0, **config: Any) -> httpx.Response:
    body = {"image_id": image_id, **({"config": config} if config else {})}
    return people.call("POST", f"/prompts?wait={wait}", person, json=body, headers=key())


def asked(people: System, person: Person, image_id: str, **config: Any) -> str:
    answer = ask(people, person, image_id, **config)
    assert answer.status_code == 202, answer.text
    return answer.json()["prompt"]["id"]


def written(people: System, person: Person, image_id: str, **config: Any) -> dict[str, Any]:
    """A prompt of this image once the model has answered."""
    return over(people, asked(people, person, image_id, **config))


def over(people: System, prompt_id: str, *, step_s: float = 0) -> dict[str, Any]:
    """The prompt's document once nothing more comes for it."""

    def look() -> dict[str, Any] | None:
        now = prompt(people, prompt_id)
        if now["status"] != "pending":
            return now
        people.hurry(step_s) if step_s else None
        return None

    found = eventually(look)
    assert found, prompt(people, prompt_id)
    return found


def prompt(people: System, prompt_id: str) -> dict[str, Any]:
    found = people.document(f"video_prompts/{prompt_id}")
    assert found is not None, prompt_id
    return {"id": prompt_id, **found}


def draft(people: System, person: Person, image_id: str, text: str = "Ein Boot.", **other: Any) -> str:
    answer = people.call("POST", "/prompts/drafts", person, json={"image_id": image_id, "prompt_text": text, **other})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def listed(people: System, person: Person, image_id: str) -> list[dict[str, Any]]:
    answer = people.call("GET", f"/prompts?image_id={image_id}", person)
    assert answer.status_code == 200, answer.text
    return answer.json()["prompts"]


def image(people: System, image_id: str) -> dict[str, Any]:
    return people.document(f"images/{image_id}") or {}


def check_shelf(people: System, image_id: str) -> list[dict[str, Any]]:
    """What must always hold: the image counts its prompts, and exactly one of them is its primary."""
    kept, found = image(people, image_id), people.documents("video_prompts", "image_id", image_id)
    assert kept["prompt_count"] == len(found)
    if found:
        assert kept["primary_prompt_id"] in {each["id"] for each in found}
    else:
        assert kept["primary_prompt_id"] is None
    return found

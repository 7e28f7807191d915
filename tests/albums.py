"""Collections and pictures as an app makes them: ask for a place, send the bytes there, wait until they were looked at."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx

from local.people import Person
from tests import plain
from tests.system import System
from tests.unit.pictures import JPEG
from tests.wishes import eventually

UPLOADING_ENDS_S = 3700  # a little after the hour in which an upload must have come


def album(people: System, person: Person, name: str = "Holidays") -> str:
    answer = people.call("POST", "/images/collections", person, json={"name": name})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def ask(people: System, person: Person, collection_id: str, **wish: Any) -> httpx.Response:
    body = {"collection_id": collection_id, "content_type": "image/jpeg", **wish}
    return people.call("POST", "/images", person, json=body)


def place(people: System, person: Person, collection_id: str, **wish: Any) -> tuple[str, dict[str, Any]]:
    """A new image's id, and where its bytes are to be sent."""
    answer = ask(people, person, collection_id, **wish)
    assert answer.status_code == 201, answer.text
    return answer.json()["image"]["id"], answer.json()["upload"]


def put(upload: Mapping[str, Any], content: bytes = JPEG, *, url: str = "", **headers: str) -> httpx.Response:
    """What an app sends; headers given here replace those that it was told, one that is empty is left out."""
    changed = {name.replace("_", "-"): text for name, text in headers.items()}
    told = {name: text for name, text in {**upload["headers"], **changed}.items() if text}
    return plain.put(url or upload["url"], content=content, headers=told, timeout=30)


def upload(people: System, person: Person, collection_id: str, content: bytes = JPEG, **wish: Any) -> str:
    image_id, where = place(people, person, collection_id, **wish)
    answer = put(where, content)
    assert answer.status_code == 200, answer.text
    return image_id


def show(people: System, person: Person, image_id: str, language: str = "en") -> dict[str, Any]:
    answer = people.call("GET", f"/images/{image_id}", person, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return answer.json()


def looked_at(people: System, person: Person, image_id: str) -> dict[str, Any]:
    """The image once its bytes were taken or not."""

    def over() -> bool:
        return (people.document(f"images/{image_id}") or {})["status"] != "uploading"

    assert eventually(over), people.document(f"images/{image_id}")
    return show(people, person, image_id)


def picture(people: System, person: Person, collection_id: str, content: bytes = JPEG, **wish: Any) -> dict[str, Any]:
    """An image that is ready."""
    shown = looked_at(people, person, upload(people, person, collection_id, content, **wish))
    assert shown["status"] == "ready", shown
    return shown


def draft(people: System, person: Person, image_id: str, text: str = "A fox in the snow.") -> str:
    answer = people.call("POST", "/prompts/drafts", person, json={"image_id": image_id, "prompt_text": text, "language": "en"})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def count(people: System, collection_id: str) -> int:
    return (people.document(f"collections/{collection_id}") or {})["image_count"]


def objects(people: System, bucket: str, prefix: str) -> list[str]:
    address = f"{people.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{bucket}/o"
    found = plain.get(address, params={"prefix": prefix}).raise_for_status().json()
    return [item["name"] for item in found.get("items", [])]


def made_at(people: System, bucket: str, name: str) -> datetime:
    """When this object, as it stands there, was written."""
    address = f"{people.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{bucket}/o/{quote(name, safe='')}"
    return datetime.fromisoformat(plain.get(address).raise_for_status().json()["timeCreated"])


def uploads(people: System, uid: str) -> list[str]:
    return objects(people, people.environment["RUSHES_BUCKET_UPLOADS"], f"users/{uid}/")


def kept(people: System, uid: str) -> list[str]:
    return objects(people, people.environment["RUSHES_BUCKET_MEDIA"], f"users/{uid}/")


def all_of(people: System, uid: str) -> dict[str, list[str]]:
    """Every document and object of pictures that somebody has, by their names."""
    documents = {
        kind: sorted(row["id"] for row in people.documents(kind, "user_id", uid))
        for kind in ("collections", "images", "video_prompts")
    }
    return {**documents, "uploads": uploads(people, uid), "media": kept(people, uid)}


NOTHING: dict[str, list[str]] = {"collections": [], "images": [], "video_prompts": [], "uploads": [], "media": []}


@dataclass(frozen=True)
class News:
    """What Cloud Storage tells about uploads, as a test lets it through."""

    address: str
    bucket: str

    def hold(self) -> None:
        self._tell("hold")

    def release(self, order: str = "original") -> list[dict[str, Any]]:
        """Delivered one after the other; each says what went wrong, if anything did."""
        return self._tell("release", order=order)["delivered"]

    def again(self, name: str) -> str:
        """The last news of this object once more; answers what went wrong, or nothing."""
        return self._tell("duplicate", name=name)["error"]

    def _tell(self, act: str, **order: str) -> dict[str, Any]:
        answer = plain.post(f"{self.address}/_local/events/{act}", json={"bucket": self.bucket, **order}, timeout=30)
        return answer.raise_for_status().json()


def news(people: System) -> News:
    return News(people.environment["STORAGE_EMULATOR_HOST"], people.environment["RUSHES_BUCKET_UPLOADS"])


@contextmanager
def news_held(people: System) -> Generator[News]:
    """Nobody hears of uploads meanwhile, unless the test lets it through."""
    told = news(people)
    told.hold()
    try:
        yield told
    finally:
        told.release()

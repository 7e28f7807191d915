"""What a client wrote directly under the rules is for the functions a prompt like any other, and the other way round."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from local.people import Person
from shared.user_files.plain_text import flaw
from standins.testing import eventually
from tests.fixtures import http_client
from tests.fixtures.picture_files import PNG
from tests.fixtures.queues import held
from tests.fixtures.storyboards import begun, shoot
from tests.fixtures.system import System
from tests.fixtures.videos import ended, key, rich, submit
from tests.rules.client import RulesClient, change, create
from tests.rules.stage import Picture, Stage, new_id

TEXT = "Ein Fuchs läuft durch den Schnee."


class Album:
    """A person with one picture that is ready, at the functions' doors and at Firestore's."""

    def __init__(self, system: System, person: Person | None = None) -> None:
        self.system, self.person = system, person or system.person()
        self.stage = Stage(self.person.uid, "nobody")
        self.direct = RulesClient(system, self.person.headers)
        self.picture = Picture(self._uploaded())

    def _uploaded(self) -> str:
        collection = self.ask("POST", "/images/collections", json={"name": "Holidays"})["id"]
        place = self.ask("POST", "/images", json={"collection_id": collection, "content_type": "image/png"})
        upload = place["upload"]
        assert http_client.put(upload["url"], content=PNG, headers=upload["headers"], timeout=30).status_code == 200
        image_id: str = place["image"]["id"]
        eventually(lambda: (self.system.document(f"images/{image_id}") or {})["status"] == "ready")
        return image_id

    def ask(self, method: str, path: str, person: Person | None = None, **options: Any) -> Any:
        answer = self.system.call(method, path, person or self.person, **options)
        assert answer.is_success, answer.text
        return answer.json() if "json" in answer.headers.get("Content-Type", "") else answer.content

    def written(self, **fields: Any) -> str:
        """A draft, as the app writes it without a function."""
        prompt_id = new_id()
        assert self.direct.may(*self.stage.pair(self.picture, prompt_id, **fields))
        self.picture.prompts[str(len(self.picture.prompts))] = prompt_id
        self.picture.count += 1
        return prompt_id

    def listed(self) -> list[dict[str, Any]]:
        return self.ask("GET", f"/prompts?image_id={self.picture.id}")["prompts"]

    def image(self) -> dict[str, Any]:
        return self.system.document(self.picture.path) or {}


@pytest.fixture
def album(system: System) -> Album:
    return Album(system)


def test_a_draft_written_directly_is_listed_with_what_it_lacks(album: Album) -> None:
    """A6 P5: fields that the client may not write have their defaults; the answer has the shape of any other."""
    prompt_id = album.written(prompt_text=TEXT, rating=4)
    assert album.ask("GET", "/images/" + album.picture.id)["primary_prompt_id"] == prompt_id
    (shown,) = album.listed()
    by_function = album.ask("POST", "/prompts/drafts", json={"image_id": album.picture.id, "prompt_text": TEXT, "language": "de"})
    assert {**shown, "id": "", "created_at": "", "updated_at": ""} == {
        **by_function,
        "id": "",
        "created_at": "",
        "updated_at": "",
        "variant_order": 0,
        "rating": 4,
        "is_primary": True,
    }
    assert (album.image()["prompt_count"], album.image()["primary_prompt_id"]) == (2, prompt_id)


def test_a_draft_written_directly_is_edited_ordered_chosen_and_deleted_by_the_function(album: Album) -> None:
    """A6 P3 P5: counts and the primary are the same, whoever kept them."""
    first, second = album.written(prompt_text=TEXT), album.written(prompt_text="Another.", language="en")
    changed = album.ask("PATCH", f"/prompts/{first}", json={"prompt_text": "Kürzer.", "rating": 5, "favourite": True})
    assert (changed["prompt_text"], changed["rating"], changed["favourite"], changed["is_primary"]) == ("Kürzer.", 5, True, True)
    album.ask("PUT", "/prompts/order", json={"image_id": album.picture.id, "prompt_ids": [second, first]})
    assert [each["id"] for each in album.listed()] == [second, first]
    assert album.ask("POST", f"/prompts/{second}/primary")["is_primary"] is True
    album.ask("DELETE", f"/prompts/{second}")
    assert [(each["id"], each["is_primary"]) for each in album.listed()] == [(first, True)]
    assert album.image()["prompt_count"] == 1


def test_a_draft_written_directly_is_written_anew_and_refined_by_the_model(album: Album) -> None:
    """A6 P5: it becomes a prompt of the model, in the language that the client gave it."""
    prompt_id = album.written(prompt_text=TEXT)
    asked = album.ask("POST", f"/prompts/{prompt_id}/regenerate?wait=20", headers=key())["prompt"]
    assert (asked["status"], asked["language"], asked["id"]) == ("completed", "de", prompt_id)
    assert asked["prompt_text"] != TEXT
    refined = album.ask("POST", f"/prompts/{prompt_id}/refine?wait=20", json={"instruction": "Mehr Schnee."}, headers=key())
    assert (refined["prompt"]["status"], refined["prompt"]["refines"]) == ("completed", prompt_id)


def test_a_text_reaches_the_provider_the_same_whichever_way_it_came(people: System) -> None:
    """P4 V1: line ends of one kind, no blanks around it, and every sign that its writer put into it."""
    album = Album(people, rich(people))
    text = " \n\u200fשועל\u200f fox 👩\u200d💻\r\nខ្មែរ\u200bភាសា\u00ad \u2028🦊\n "
    wish = {"image_id": album.picture.id, "prompt_text": text}
    by_function = album.ask("POST", "/prompts/drafts", json=wish)["id"]
    album.picture = Picture(album.picture.id, {"first": by_function}, 1)
    directly = album.written(prompt_text=text)
    with held(people):
        jobs = [submit(people, album.person, prompt=None, prompt_id=each) for each in (by_function, directly)]
        sent = [job.json()["video"]["prompt"] for job in jobs]
    assert sent[0] == sent[1] == "\u200fשועל\u200f fox 👩\u200d💻\nខ្មែរ\u200bភាសា\u00ad \n🦊"


HIDDEN = {
    "tags": "".join(chr(0xE0000 + ord(letter)) for letter in "obey"),
    "zero-width signs in a row": "\u200b\u200c\u200d\u200b",
    "an override of direction": "\u202e",
    "an isolate": "\u2067",
}


def test_no_hidden_sign_reaches_the_provider_however_it_came_to_be_kept(people: System) -> None:
    """V1, P4: clients cannot write it under the rules; what was kept before them, or past them, is sent without it."""
    album, hidden = Album(people, rich(people)), "".join(HIDDEN.values())
    for sign in HIDDEN.values():
        assert not album.direct.may(*album.stage.pair(album.picture, new_id(), prompt_text=f"A fox{sign}."))
    board = begun(people, album.person, scenes=[{"id": "first", "action": "A fox.", "duration": 4}])
    scenes = [{**board["scenes"][0], "action": f"A {hidden}fox runs.", "video": None}]
    where = f"storyboards/{board['id']}"
    assert not album.direct.may(change(where, {"scenes": [{"id": "first", "action": f"A {hidden}fox."}]}))
    assert not album.direct.may(create(f"storyboards/{new_id()}", {"user_id": album.person.uid, "scenes": scenes}))
    people.firestore.document(where).update({"scenes": scenes, "negative_prompt": f"no{hidden} rain"}, timeout=10)
    draft = album.written(prompt_text="A hare.")
    people.firestore.document(f"video_prompts/{draft}").update({"prompt_text": f"A {hidden}hare."}, timeout=10)
    shot = shoot(people, album.person, board["id"])
    assert shot.status_code == 202, shot.text
    made = [shot.json()["videos"][0]["id"], submit(people, album.person, prompt=None, prompt_id=draft).json()["video"]["id"]]
    sent = [_sent(people, album.person, each) for each in made]
    assert [flaw(text) for text in sent] == [None, None]  # of a row of marks two stay, which scripts need
    assert ("A \u200b\u200cfox runs" in sent[0], sent[1]) == (True, "A \u200b\u200chare.")


def _sent(people: System, person: Person, job_id: str) -> str:
    """What the provider was told."""
    job = ended(people, person, job_id)
    assert flaw(job["negative_prompt"] or "") is None
    address = f"{people.environment['GOOGLE_VERTEX_BASE_URL']}/_local/journal"
    (entry,) = http_client.get(address, params={"job": job_id, "call": "create"}).raise_for_status().json()["entries"]
    return entry["understood"]["prompt"]


def test_a_draft_written_directly_is_exported(album: Album) -> None:
    """A6: both files hold it, with empty cells for what it lacks."""
    prompt_id = album.written(prompt_text=TEXT, rating=3)
    (row,) = album.ask("GET", f"/prompts/export?format=json&image_id={album.picture.id}")
    assert (row["id"], row["prompt_text"], row["model_name"], row["rating"]) == (prompt_id, TEXT, None, 3)
    table = album.ask("GET", f"/prompts/export?format=csv&image_id={album.picture.id}").decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(table))
    assert (line["id"], line["prompt_text"], line["model_name"], line["rating"]) == (prompt_id, TEXT, "", "3")


def test_what_the_function_wrote_is_marked_and_deleted_directly(album: Album) -> None:
    """A6 P5: the rules take the functions' prompts and counts as their own."""
    wish = {"image_id": album.picture.id, "prompt_text": TEXT, "language": "de"}
    prompt_id: str = album.ask("POST", "/prompts/drafts", json=wish)["id"]
    album.picture = Picture(album.picture.id, {"only": prompt_id}, 1)
    assert album.direct.may(album.stage.marked(album.picture, "only", prompt_text="Kurz.", favourite=True, rating=2))
    assert [(each["prompt_text"], each["favourite"], each["rating"]) for each in album.listed()] == [("Kurz.", True, 2)]
    assert album.direct.may(*album.stage.taken_away(album.picture, "only"))
    assert album.listed() == []
    assert (album.image()["prompt_count"], album.image()["primary_prompt_id"]) == (0, None)


def test_the_functions_refuse_past_the_limit_that_clients_filled(album: Album) -> None:
    """P5: one count for both ways."""
    for _ in range(10):
        album.written()
    wish = {"image_id": album.picture.id, "prompt_text": TEXT, "language": "de"}
    refused = album.system.call("POST", "/prompts/drafts", album.person, json=wish)
    assert (refused.status_code, refused.json()["error"]) == (409, "TOO_MANY_VARIANTS")
    assert not album.direct.may(*album.stage.pair(album.picture))

"""Texts that are written from pictures: one, again, changed, for a whole collection; over HTTP and in Firestore."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.prompts.language import language_of
from standins.testing import eventually
from tests.fixtures.system import System
from tests.fixtures.texts import ask, asked, check_shelf, collection_of, draft, image, image_of, listed, over, prompt, written
from tests.fixtures.videos import key

GERMAN = {"Accept-Language": "de"}


def test_a_picture_becomes_a_german_text(people: System) -> None:
    """P1, P2: 202 at once, written soon after, in German unless asked otherwise; all that P3 names is kept."""
    ada = people.person()
    image_id = image_of(people, ada, title="Am Hafen")
    answer = ask(people, ada, image_id)
    shown = answer.json()["prompt"]
    assert (answer.status_code, shown["status"], shown["prompt_text"]) == (202, "pending", "")
    assert (shown["is_primary"], shown["variant_order"], shown["camera_style"]) == (True, 0, "static_shot")
    done = over(people, shown["id"])
    assert (done["status"], done["language"], done["error_code"]) == ("completed", "de", None)
    assert language_of(done["prompt_text"]) == "de"
    assert 20 <= len(done["prompt_text"].split()) <= 60
    assert done["model_name"].startswith("gemini-")
    assert done["metadata"]["tokens"] > 0
    assert done["metadata"]["generation_time_ms"] >= done["metadata"]["model_ms"] >= 0
    assert (done["due_at"], done["deadline_at"]) == (None, None)
    assert (image(people, image_id)["prompt_count"], image(people, image_id)["primary_prompt_id"]) == (1, shown["id"])
    (seen,) = listed(people, ada, image_id)
    assert (seen["prompt_text"], seen["status"], seen["error"]) == (done["prompt_text"], "completed", None)
    assert not {"user_id", "digest", "asked_key", "epoch", "attempt", "due_at", "commit_token"} & set(seen)


def test_who_waits_gets_the_finished_text(people: System) -> None:
    """P4: `wait` answers as soon as the text is there; a replay of the same key brings it again."""
    ada = people.person()
    image_id, once = image_of(people, ada), key()
    body = {"image_id": image_id, "config": {"language": "en"}}

    def waiting() -> Any:
        return people.call("POST", "/prompts?wait=25", ada, json=body, headers=once)

    def kept() -> list[dict[str, Any]]:
        return people.documents("video_prompts", "user_id", ada.uid)

    with ThreadPoolExecutor(1) as beside:
        call = beside.submit(waiting)
        eventually(lambda: [each for each in kept() if each["status"] == "completed"])
        eventually(lambda: people.clock.move(1) or call.done())
        answer = call.result()
    shown = answer.json()["prompt"]
    assert (answer.status_code, shown["status"], shown["is_primary"]) == (202, "completed", True)
    assert language_of(shown["prompt_text"]) == "en"
    again = waiting()
    assert (again.headers["Idempotency-Replayed"], again.json()["prompt"]) == ("true", shown)


def test_what_was_wished_for_reaches_the_model(people: System) -> None:
    """P1: the chosen styles are in the text; the wish is kept as it was asked."""
    ada = people.person()
    wish = {
        "camera_style": "dolly_zoom",
        "film_effects": ["noir", "slow_motion", "noir"],
        "lighting": "neon_night",
        "mood": "epic",
        "seconds": 8,
        "aspect_ratio": "9:16",
        "instructions": "Ein\u202e Boot.\u0000",
        "language": "en",
    }
    done = written(people, ada, image_of(people, ada), **wish)
    for word in ("dolly zoom", "noir", "slow motion", "neon night", "epic"):
        assert word in done["prompt_text"]
    assert (done["camera_style"], done["film_effects"], done["lighting"]) == ("dolly_zoom", ["noir", "slow_motion"], "neon_night")
    assert (done["mood"], done["user_instruction"], done["config"]["seconds"]) == ("epic", "Ein Boot.", 8)
    assert done["config"]["aspect_ratio"] == "9:16"


def test_writing_anew_takes_the_same_wish_and_the_same_place(people: System) -> None:
    """P4: regenerate keeps config, id and place; the old text stands until there is another; a replay asks nothing."""
    ada = people.person()
    image_id = image_of(people, ada)
    first = written(people, ada, image_id, mood="calm", language="en")
    people.firestore.document(f"video_prompts/{first['id']}").update({"prompt_text": "An old text."}, timeout=10)
    once = key()
    answer = people.call("POST", f"/prompts/{first['id']}/regenerate", ada, headers=once)
    shown = answer.json()["prompt"]
    assert (answer.status_code, shown["status"], shown["prompt_text"]) == (202, "pending", "An old text.")
    done = over(people, first["id"])
    assert (done["status"], done["attempt"], done["config"]) == ("completed", 2, first["config"])
    assert "calm" in done["prompt_text"]
    again = people.call("POST", f"/prompts/{first['id']}/regenerate", ada, headers=once)
    assert (again.headers["Idempotency-Replayed"], again.json()["prompt"]["status"]) == ("true", "completed")
    assert prompt(people, first["id"])["attempt"] == 2
    assert len(check_shelf(people, image_id)) == 1


def test_a_key_writes_anew_once_and_nothing_else(people: System) -> None:
    """V2: neither another prompt nor, after other keys, the same one again; nor is it of use in any other call of prompts."""
    ada = people.person()
    home = collection_of(people, ada, 2)
    images = [image_of(people, ada, collection=home) for _ in range(2)]
    once, later, made = key(), key(), key()
    answer = people.call("POST", "/prompts", ada, json={"image_id": images[0]}, headers=made)
    first, second = over(people, answer.json()["prompt"]["id"])["id"], written(people, ada, images[1])["id"]

    def anew(prompt_id: str, headers: dict[str, str]) -> Any:
        return people.call("POST", f"/prompts/{prompt_id}/regenerate", ada, headers=headers)

    assert anew(first, once).status_code == 202
    over(people, first)
    refused = anew(second, once)
    assert (refused.status_code, refused.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert anew(first, later).status_code == 202
    over(people, first)
    again = anew(first, once)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (202, "true")
    assert [prompt(people, each)["attempt"] for each in (first, second)] == [3, 1]
    collection = key()
    assert people.call("POST", "/prompts/collection", ada, json={"collection_id": home}, headers=collection).status_code == 202
    calls: list[tuple[str, Any]] = [
        ("", {"image_id": images[1]}),
        ("/collection", {"collection_id": home}),
        (f"/{second}/refine", {"instruction": "Mehr Meer."}),
        (f"/{second}/regenerate", None),
    ]
    for came_with, spent in (("/regenerate", once), ("", made), ("/collection", collection)):
        for path, body in calls:
            if came_with != path:
                told = people.call("POST", f"/prompts{path}", ada, json=body, headers=spent)
                assert (came_with, path, told.status_code, told.json()["error"]) == (
                    *(came_with, path, 422),
                    "IDEMPOTENCY_KEY_REUSED",
                )


def test_what_failed_can_be_written_anew(people: System) -> None:
    """P4, P7: the same config, without its error; one that is being written cannot."""
    ada = people.person()
    image_id = image_of(people, ada)
    done = written(people, ada, image_id)
    marks = {"status": "failed", "prompt_text": "", "error_code": "PROVIDER_ERROR", "error_message": {"de": "Weh", "en": "Woe"}}
    people.firestore.document(f"video_prompts/{done['id']}").update(marks, timeout=10)
    assert people.call("GET", f"/prompts/{done['id']}", ada, headers=GERMAN).json()["error"]["message"] == "Weh"
    refused = people.call("POST", f"/prompts/{done['id']}/refine", ada, json={"instruction": "Mehr Meer."}, headers=key())
    assert (refused.status_code, refused.json()["error"]) == (409, "NO_TEXT_YET")
    assert people.call("POST", f"/prompts/{done['id']}/regenerate", ada, headers=key()).status_code == 202
    again = over(people, done["id"])
    assert (again["status"], again["error_code"], again["error_message"]) == ("completed", None, None)
    people.firestore.document(f"video_prompts/{done['id']}").update({"status": "pending"}, timeout=10)
    for path, body in (("regenerate", None), ("refine", {"instruction": "Mehr Meer."})):
        busy = people.call("POST", f"/prompts/{done['id']}/{path}", ada, json=body, headers=key())
        assert (busy.status_code, busy.json()["error"]) == (409, "STILL_WRITING")
    edited = people.call("PATCH", f"/prompts/{done['id']}", ada, json={"prompt_text": "Mein Text."})
    assert (edited.status_code, edited.json()["retryable"]) == (409, True)
    people.firestore.document(f"video_prompts/{done['id']}").update({"status": "failed"}, timeout=10)
    mine = people.call("PATCH", f"/prompts/{done['id']}", ada, json={"prompt_text": "Mein Text."}).json()
    assert (mine["status"], mine["prompt_text"], mine["error"]) == ("draft", "Mein Text.", None)


def test_a_text_is_changed_in_a_variant_of_its_own(people: System) -> None:
    """P4: refine makes a new variant in the language of the old one, which stays; also of a person's own text."""
    ada = people.person()
    image_id = image_of(people, ada)
    mine = draft(people, ada, image_id, "A boat lies in the harbour.", language="en")
    answer = people.call("POST", f"/prompts/{mine}/refine", ada, json={"instruction": "More noir."}, headers=key())
    shown = answer.json()["prompt"]
    assert (answer.status_code, shown["refines"], shown["user_instruction"]) == (202, mine, "More noir.")
    assert (shown["is_primary"], shown["variant_order"], shown["language"]) == (False, 1, "en")
    done = over(people, shown["id"])
    assert language_of(done["prompt_text"]) == "en"
    assert "noir" in done["prompt_text"]  # the change was part of the question
    assert prompt(people, mine)["prompt_text"] == "A boat lies in the harbour."
    assert people.call("DELETE", f"/prompts/{mine}", ada).status_code == 204
    assert people.call("POST", f"/prompts/{shown['id']}/regenerate", ada, headers=key()).status_code == 202
    assert "noir" in over(people, shown["id"])["prompt_text"]  # it remembers the text that it changes
    assert check_shelf(people, image_id)


def test_a_whole_collection_is_written_for(people: System) -> None:
    """P4: one variant for every ready image, all of one wish; the batch document tells how far it is."""
    ada = people.person()
    home = collection_of(people, ada, 4)
    ready = [image_of(people, ada, collection=home) for _ in range(3)]
    image_of(people, ada, collection=home, status="uploading")
    image_of(people, ada)
    body, once = {"collection_id": home, "config": {"mood": "epic", "language": "en"}}, key()
    answer = people.call("POST", "/prompts/collection", ada, json=body, headers=once)
    batch = answer.json()["batch"]
    assert (answer.status_code, batch["total"], batch["collection_id"], len(batch["prompt_ids"])) == (202, 3, home, 3)
    where = f"/prompts/batches/{batch['id']}"
    done = eventually(lambda: (now := people.call("GET", where, ada).json())["completed"] == 3 and now)
    assert (done["failed"], done["prompt_ids"]) == (0, batch["prompt_ids"])
    found = [prompt(people, each) for each in batch["prompt_ids"]]
    assert {each["image_id"] for each in found} == set(ready)
    assert all("epic" in each["prompt_text"] and each["batch_id"] == batch["id"] for each in found)
    again = people.call("POST", "/prompts/collection", ada, json=body, headers=once)
    assert (again.headers["Idempotency-Replayed"], again.json()["batch"]["completed"]) == ("true", 3)
    other = people.call("POST", "/prompts/collection", ada, json={"collection_id": home}, headers=once)
    assert (other.status_code, other.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert people.call("POST", f"/prompts/{found[0]['id']}/regenerate", ada, headers=key()).status_code == 202
    over(people, found[0]["id"])
    assert people.call("GET", where, ada).json()["completed"] == 3  # what is written anew is not counted twice
    assert [len(check_shelf(people, each)) for each in ready] == [1, 1, 1]


@pytest.mark.parametrize("gone", [False, True])
def test_the_progress_of_a_collection_is_forgotten_after_its_time(people: System, gone: bool) -> None:
    """P4, N2: whether Firestore has deleted it or comes to it later; its prompts stay, and its key brings others."""
    ada = people.person()
    home = collection_of(people, ada, 1)
    ready = image_of(people, ada, collection=home)
    once, places = key(), list[list[str]]()
    for _ in range(2):
        batch = people.call("POST", "/prompts/collection", ada, json={"collection_id": home}, headers=once).json()["batch"]
        over(people, batch["prompt_ids"][0])
        places.append(batch["prompt_ids"])
        where = f"prompt_batches/{batch['id']}"
        assert eventually(lambda path=where: not (people.document(path) or {})["live"])
        kept = (people.document(where) or {})["expires_at"] - people.clock.now()
        assert timedelta(days=29) < kept <= timedelta(days=30)
        people.expire(f"idempotency/{ada.uid}.{hashlib.sha256(once['Idempotency-Key'].encode()).hexdigest()}", gone=gone)
        people.expire(where, gone=gone)
        assert people.call("GET", f"/prompts/batches/{batch['id']}", ada).status_code == 404
    assert places[0] != places[1]
    assert len(check_shelf(people, ready)) == 2


def test_a_collection_is_written_for_wholly_or_not_at_all(people: System) -> None:
    """P4, P5: one full image refuses all; without a ready image there is nothing to write."""
    ada = people.person()
    home = collection_of(people, ada)

    def write() -> Any:
        answer = people.call("POST", "/prompts/collection", ada, json={"collection_id": home}, headers={**key(), **GERMAN})
        return answer.status_code, answer.json()["error"], answer.json()["message"]

    assert write() == (409, "NO_READY_IMAGES", "In dieser Sammlung ist kein bereites Bild.")
    free, full = (image_of(people, ada, collection=home, prompt_count=count) for count in (0, 10))
    assert write() == (409, "TOO_MANY_VARIANTS", "Ein Bild darf höchstens 10 Prompts haben.")
    assert image(people, free)["prompt_count"] == 0
    assert people.documents("video_prompts", "user_id", ada.uid) == []
    people.firestore.document(f"images/{full}").update({"status": "deleting"}, timeout=10)
    people.firestore.document(f"collections/{home}").update({"deleting": True}, timeout=10)
    assert write()[:2] == (404, "NOT_FOUND")


def test_a_config_is_kept_and_written_with_again(people: System) -> None:
    """P4: templates are saved, listed by name, used for one image and for a collection, and deleted."""
    ada = people.person()
    config = {"camera_style": "handheld", "mood": "calm", "language": "en"}
    saved = [people.call("POST", "/prompts/templates", ada, json={"name": name, "config": config}) for name in ("b", "A")]
    assert [answer.status_code for answer in saved] == [201, 201]
    found = people.call("GET", "/prompts/templates", ada).json()["templates"]
    assert [each["name"] for each in found] == ["A", "b"]
    assert config.items() <= found[0]["config"].items()
    template = saved[0].json()["id"]
    home = collection_of(people, ada)
    image_id = image_of(people, ada, collection=home)
    one = people.call("POST", "/prompts", ada, json={"image_id": image_id, "template_id": template}, headers=key())
    text = over(people, one.json()["prompt"]["id"])["prompt_text"]
    assert "handheld" in text
    assert "calm" in text
    body = {"collection_id": home, "template_id": template}
    batch = people.call("POST", "/prompts/collection", ada, json=body, headers=key()).json()["batch"]
    assert "handheld" in over(people, batch["prompt_ids"][0])["prompt_text"]
    both = {"image_id": image_id, "template_id": template, "config": config}
    assert people.call("POST", "/prompts", ada, json=both, headers=key()).status_code == 400
    assert people.call("DELETE", f"/prompts/templates/{template}", ada).status_code == 204
    assert people.call("POST", "/prompts/templates", ada, json={"name": "b", "config": {}}).status_code == 201  # free again
    gone = people.call("POST", "/prompts", ada, json={"image_id": image_id, "template_id": template}, headers=key())
    assert (gone.status_code, gone.json()["details"]["kind"]) == (404, "template")
    assert people.call("DELETE", f"/prompts/templates/{template}", ada).status_code == 404
    assert len(check_shelf(people, image_id)) == 2


def test_a_templates_name_is_given_once(people: System) -> None:
    """P4: who comes second is told which one has it, also when five come at once; capitals and blanks make no other name."""
    ada = people.person()

    def save(name: str, language: str = "en") -> Any:
        headers = {"Accept-Language": language}
        return people.call("POST", "/prompts/templates", ada, json={"name": name, "config": {}}, headers=headers)

    answers = people.at_once(5, "POST", "/prompts/templates", ada, json={"name": "Dusk light", "config": {}})
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    (kept,) = people.call("GET", "/prompts/templates", ada).json()["templates"]
    for answer in answers:
        if answer.status_code == 409:
            told = answer.json()
            assert (told["error"], told["details"]) == ("TEMPLATE_NAME_TAKEN", {"name": "Dusk light", "id": kept["id"]})
    assert save(" dusk  LIGHT").json()["message"] == "You have a template dusk LIGHT already."
    assert save("Dusk light", "de").json()["message"] == "Du hast schon eine Vorlage Dusk light."
    assert save("Dusk lights").status_code == 201
    assert save("Dusk light").status_code == 409
    assert (
        people.call("POST", "/prompts/templates", people.person(), json={"name": "Dusk light", "config": {}}).status_code == 201
    )
    assert people.call("DELETE", f"/prompts/templates/{kept['id']}", ada).status_code == 204
    assert save("Dusk light").status_code == 201


def test_prompts_need_a_picture_that_was_taken(people: System) -> None:
    """P1: an image that is uploading or rejected is refused, one that is being deleted does not exist."""
    ada = people.person()
    for status, expected in (("uploading", 409), ("rejected", 409), ("deleting", 404)):
        refused = ask(people, ada, image_of(people, ada, status=status))
        assert (status, refused.status_code) == (status, expected)
    image_id = image_of(people, ada)
    prompt_id = asked(people, ada, image_id)
    over(people, prompt_id)
    people.firestore.document(f"images/{image_id}").update({"status": "deleting"}, timeout=10)
    for method, path in (("GET", ""), ("POST", "/regenerate"), ("POST", "/primary"), ("DELETE", "")):
        assert people.call(method, f"/prompts/{prompt_id}{path}", ada, headers=key()).status_code == 404


def test_times_are_told_with_their_zone(people: System) -> None:
    """P3: created_at and updated_at are moments in UTC."""
    ada = people.person()
    done = written(people, ada, image_of(people, ada))
    shown = people.call("GET", f"/prompts/{done['id']}", ada).json()
    for name in ("created_at", "updated_at"):
        assert datetime.fromisoformat(shown[name]).astimezone(UTC) == done[name]
    assert done["updated_at"] >= done["created_at"]


ENGLISH = {"Accept-Language": "fr, en-GB;q=0.8, de;q=0.4"}


def test_where_the_body_names_no_language_the_header_does(people: System) -> None:
    """P1: for a text, one more of it, a change of it, a collection, a draft and a template; the body goes before it."""
    ada = people.person()
    album = collection_of(people, ada, images=1)
    image_id = image_of(people, ada, collection=album)

    def sent(path: str, body: Any, headers: dict[str, str]) -> dict[str, Any]:
        answer = people.call("POST", f"/prompts{path}", ada, json=body, headers={**key(), **headers})
        assert answer.status_code < 300, answer.text
        return answer.json()

    done = over(people, sent("", {"image_id": image_id}, ENGLISH)["prompt"]["id"])
    assert (done["language"], done["config"]["language"], language_of(done["prompt_text"])) == ("en", "en", "en")
    assert over(people, sent(f"/{done['id']}/regenerate", None, GERMAN)["prompt"]["id"])["language"] == "en"
    assert sent(f"/{done['id']}/refine", {"instruction": "More wind."}, GERMAN)["prompt"]["language"] == "en"
    for config, headers, language in (
        (None, {"Accept-Language": "fr"}, "de"),
        ({"mood": "calm"}, ENGLISH, "en"),
        ({"language": "de"}, ENGLISH, "de"),
    ):
        assert sent("", {"image_id": image_id, "config": config}, headers)["prompt"]["language"] == language
    batch = sent("/collection", {"collection_id": album}, ENGLISH)["batch"]
    assert [prompt(people, each)["language"] for each in batch["prompt_ids"]] == ["en"] * batch["total"]
    assert sent("/drafts", {"image_id": image_id, "prompt_text": "A fox."}, ENGLISH)["language"] == "en"
    template = sent("/templates", {"name": "Calm", "config": {"mood": "calm"}}, ENGLISH)
    assert template["config"]["language"] == "en"
    again = sent("", {"image_id": image_id, "template_id": template["id"]}, GERMAN)["prompt"]
    assert again["language"] == "en"  # a template is a whole wish


def test_the_language_of_the_header_is_part_of_the_wish(people: System) -> None:
    """P1, V2: the same key and body with a header that asks for the other language is another wish."""
    ada, mine = people.person(), key()
    body = {"image_id": image_of(people, ada)}

    def ask_in(language: str) -> Any:
        return people.call("POST", "/prompts", ada, json=body, headers={**mine, "Accept-Language": language})

    assert ask_in("en").status_code == 202
    assert ask_in("en-US,en;q=0.9").headers["Idempotency-Replayed"] == "true"
    refused = ask_in("de")
    assert (refused.status_code, refused.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")

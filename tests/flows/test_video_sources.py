"""Videos made from prompts and pictures: what a request may name, what carries over, and what reaches the provider."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from local.people import Person
from tests.fixtures.images import album, looked_at, upload
from tests.fixtures.queues import MODEL, held
from tests.fixtures.system import System
from tests.fixtures.texts import image_of, written
from tests.fixtures.videos import ended, key, rich

GERMAN = {"Accept-Language": "de"}


def video(people: System, person: Person, **wish: Any) -> httpx.Response:
    return people.call("POST", "/videos", person, json=wish, headers=key())


def picture(people: System, person: Person) -> str:
    image_id = upload(people, person, album(people, person))
    assert looked_at(people, person, image_id)["status"] == "ready"
    return image_id


def test_a_picture_becomes_a_prompt_and_the_prompt_a_video(people: System) -> None:
    """V1, P1: with the prompt's text, the picture as first frame, and the file in the user's folder."""
    ada = rich(people)
    image_id = picture(people, ada)
    prompt = people.call("POST", "/prompts?wait=25", ada, json={"image_id": image_id}, headers=key()).json()["prompt"]
    answer = video(people, ada, prompt_id=prompt["id"], first_frame=image_id, seconds=4)
    assert answer.status_code == 202, answer.text
    job = ended(people, ada, answer.json()["video"]["id"])
    assert (job["state"], job["prompt"], job["prompt_id"]) == ("completed", prompt["prompt_text"], prompt["id"])
    assert (job["first_frame"], job["last_frame"], job["references"]) == (image_id, None, [])


@pytest.mark.parametrize(
    ("config", "made", "said"),
    [
        ({"seconds": 2, "aspect_ratio": "9:16"}, (4, "9:16"), "Der Prompt will 2 s, dieses Modell macht 4 s."),
        ({"seconds": 8, "aspect_ratio": "1:1"}, (8, "16:9"), "Der Prompt will 1:1, dieses Modell macht 16:9."),
        ({"seconds": 4, "aspect_ratio": "16:9"}, (4, "16:9"), None),
    ],
)
def test_length_and_shape_carry_over_as_the_nearest_that_the_model_can(
    people: System, config: dict[str, Any], made: tuple[int, str], said: str | None
) -> None:
    """P1: and the answer says so."""
    ada = rich(people)
    prompt_id = written(people, ada, image_of(people, ada), **config)["id"]
    with held(people):
        quoted = people.call("POST", "/videos/quote", ada, json={"model": MODEL, "prompt_id": prompt_id}, headers=GERMAN).json()
        wish = {"model": MODEL, "prompt_id": prompt_id}
        answer = people.call("POST", "/videos", ada, json=wish, headers={**key(), **GERMAN}).json()["video"]
        assert (answer["seconds"], answer["aspect_ratio"]) == made
        assert answer["notice"] == quoted["notice"] == said
        assert answer["credits"] == quoted["credits"]
        own = people.call("POST", "/videos/quote", ada, json={**wish, "seconds": 6, "aspect_ratio": "16:9"}).json()
        assert own["notice"] is None  # what is asked for plainly is no news


def test_references_reach_the_provider_and_their_rule_holds(people: System) -> None:
    """V1: pictures are named by the user's own image ids; with them Veo makes eight seconds."""
    ada = rich(people)
    images = [picture(people, ada) for _ in range(2)]
    refused = video(people, ada, prompt="A fox.", references=images, seconds=4)
    assert (refused.status_code, refused.json()["details"]["field"]) == (422, "seconds")
    assert refused.json()["details"]["when"] == {"references": 2}
    job = ended(people, ada, video(people, ada, prompt="A fox.", references=images).json()["video"]["id"])
    assert (job["state"], job["references"], job["seconds"]) == ("completed", images, 8)


def test_what_a_request_names_must_be_the_callers_and_ready(people: System) -> None:
    """A2, V1: another's image or prompt does not exist, one that is not ready says so; nothing is charged."""
    ada, bob = rich(people), rich(people)
    theirs, mine = image_of(people, bob), image_of(people, ada)
    their_prompt = written(people, bob, theirs)["id"]
    waiting = people.call("POST", "/images", ada, json={"collection_id": album(people, ada), "content_type": "image/png"}).json()[
        "image"
    ]["id"]
    failures = [
        ({"prompt": "A fox.", "first_frame": theirs}, 404, "NOT_FOUND"),
        ({"prompt": "A fox.", "first_frame": mine, "last_frame": theirs}, 404, "NOT_FOUND"),
        ({"prompt": "A fox.", "references": [mine, "0" * 24]}, 404, "NOT_FOUND"),
        ({"prompt_id": their_prompt}, 404, "NOT_FOUND"),
        ({"prompt": "A fox.", "first_frame": waiting}, 409, "IMAGE_NOT_READY"),
        ({"prompt": "A fox.", "last_frame": mine}, 422, "NOT_OFFERED"),
        ({"prompt": "A fox.", "first_frame": "https://example.com/a.png"}, 400, "INVALID_REQUEST"),
        ({"prompt": "A fox.", "task": "edit"}, 400, "INVALID_REQUEST"),
        ({"seconds": 4}, 400, "INVALID_REQUEST"),
    ]
    for wish, status, code in failures:
        for path in ("/videos", "/videos/quote"):
            answer = people.call("POST", path, ada, json=wish, headers=key())
            assert (answer.status_code, answer.json()["error"]) == (status, code), (wish, answer.text)
    assert people.call("GET", "/account", ada).json()["balance"] == 200


def test_a_retry_makes_the_same_wish_though_its_prompt_is_gone(people: System) -> None:
    """V10: the job keeps the text; the prompt may be deleted meanwhile."""
    ada = rich(people)
    prompt = written(people, ada, image_of(people, ada))
    first = ended(people, ada, video(people, ada, prompt_id=prompt["id"], seconds=4).json()["video"]["id"])
    assert people.call("DELETE", f"/prompts/{prompt['id']}", ada).status_code == 204
    again = people.call("POST", f"/videos/{first['id']}/retry", ada, headers=key()).json()["video"]
    assert (again["prompt"], again["retry_of"]) == (prompt["prompt_text"], first["id"])
    assert ended(people, ada, again["id"])["state"] == "completed"

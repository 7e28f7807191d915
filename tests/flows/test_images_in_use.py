"""Pictures that somebody deletes although videos, prompts or storyboards need them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from local.people import Person
from shared.platform.user_ids import media_home_of
from standins.testing import eventually
from tests.faults.trouble import Trouble
from tests.fixtures.images import NOTHING, album, all_of, count, kept, news, picture
from tests.fixtures.queues import MODEL, held
from tests.fixtures.storyboards import begun, jobs, saved, shoot, shown
from tests.fixtures.system import System
from tests.fixtures.texts import asked, collection_of, draft, image_of
from tests.fixtures.trash import deleted_for_good, purged
from tests.fixtures.videos import ended, key, rich, submit
from tests.flows.test_batches import send_json
from tests.flows.test_own_keys import records
from tests.flows.test_prompts_own_key import keyed

OMNI = "gemini-api/gemini-omni-1.2-flash"
ERASING_IS_LATE_S = 660  # a little after the sweep should look whether a deletion goes on


def owned(people: System, person: Person, images: int = 1) -> tuple[str, list[str]]:
    album = collection_of(people, person, images=images)
    return album, [image_of(people, person, collection=album) for _ in range(images)]


def delete(people: System, person: Person, image_id: str, **query: Any) -> httpx.Response:
    """For good, where it is not refused."""
    answer = people.call("DELETE", f"/images/{image_id}", person, params=query)
    if answer.status_code == 204:
        purged(people, person, ("image", image_id))
    return answer


def is_gone_for(people: System, person: Person, image_id: str) -> None:
    """Whatever its owner asks of it, there is no such image, and nothing new can be made of it."""
    assert people.call("GET", f"/images/{image_id}", person).status_code == 404
    assert people.call("GET", f"/images/{image_id}/links", person).status_code == 404
    assert image_id not in [row["id"] for row in people.call("GET", "/images", person).json()["images"]]
    again = submit(people, person, first_frame=image_id)
    assert (again.status_code, again.json()["details"]) == (404, {"kind": "image", "id": image_id})


def erased(people: System, person: Person) -> bool:
    """All of it, once the sweep has looked."""
    people.clock.move(ERASING_IS_LATE_S)
    return bool(eventually(lambda: all_of(people, person.uid) == NOTHING or people.hurry(5)))


@pytest.mark.parametrize("model", [MODEL, OMNI])
def test_a_deleted_picture_stays_for_the_videos_that_wait_with_it_and_then_goes(people: System, model: str) -> None:
    """I3, V1: gone for its owner at once, read by the provider all the same, also where its bytes go along; then erased."""
    ada = rich(people)
    with held(people) as queue:
        album, (image_id,) = owned(people, ada)
        draft(people, ada, image_id)
        before = [submit(people, ada, model=MODEL).json()["video"]["id"] for _ in range(3)]
        wish = {"prompt": "A fox.", "model": model, "seconds": 4, "first_frame": image_id}
        (video,) = send_json(people, ada, [wish]).json()["batch"]["videos"]
        assert jobs(people, ada)[-1]["state"] == "waiting"
        assert delete(people, ada, image_id).status_code == 204
        is_gone_for(people, ada, image_id)
        assert count(people, album) == 0
        picture = f"{media_home_of(ada.uid)}/images/{image_id}"
        eventually(lambda: kept(people, ada.uid) == [picture])
        assert people.documents("video_prompts", "user_id", ada.uid) == []
        people.clock.move(ERASING_IS_LATE_S)  # the sweep leaves it to who needs it
        queue.release()
        assert [ended(people, ada, each)["state"] for each in before] == ["completed"] * 3
    job = ended(people, ada, video["id"])
    assert (job["state"], job["first_frame"]) == ("completed", image_id)
    assert "held_images" not in job
    assert len(Trouble(people).accepted(job["id"])) == 1
    people.clock.move(ERASING_IS_LATE_S)
    eventually(lambda: people.document(f"images/{image_id}") is None or people.hurry(5))
    assert [name for name in kept(people, ada.uid) if "/images/" in name] == []


def test_a_deleted_collection_leaves_what_videos_need_until_they_have_ended(people: System) -> None:
    """I3: a queued video and one that follows it; what nobody needs goes at once, the rest with the last of them."""
    ada = rich(people)
    with held(people) as queue:
        album, (needed, other) = owned(people, ada, images=2)
        board = begun(people, ada, scenes=[{"action": "A.", "duration": 4}, {"action": "B.", "continue_from_previous": True}])
        assert (
            saved(
                people,
                ada,
                board["id"],
                1,
                scenes=[
                    {"id": "first", "action": "A.", "duration": 4, "first_frame": needed},
                    {"id": "second", "action": "B.", "duration": 4, "continue_from_previous": True},
                ],
            ).status_code
            == 200
        )
        assert shoot(people, ada, board["id"]).status_code == 202
        deleted_for_good(people, ada, f"/storyboards/{board['id']}")
        deleted_for_good(people, ada, f"/images/collections/{album}")
        eventually(lambda: people.document(f"collections/{album}") is None)
        assert kept(people, ada.uid) == [f"{media_home_of(ada.uid)}/images/{needed}"]
        assert people.document(f"images/{other}") is None
        is_gone_for(people, ada, needed)
        queue.release()
        done = [ended(people, ada, job["id"]) for job in jobs(people, ada)]
    assert [job["state"] for job in done] == ["completed", "completed"]
    people.clock.move(ERASING_IS_LATE_S)
    eventually(lambda: people.document(f"images/{needed}") is None or people.hurry(5))
    assert [name for name in kept(people, ada.uid) if "/images/" in name] == []


def test_late_news_of_an_upload_leaves_what_a_video_needs(people: System) -> None:
    """I3: told again after its owner has deleted it, while the video waits; and once more when nobody needs it."""
    ada = rich(people)
    with held(people) as queue:
        image_id = picture(people, ada, album(people, ada))["id"]
        video = submit(people, ada, model=MODEL, first_frame=image_id).json()["video"]["id"]
        assert delete(people, ada, image_id).status_code == 204
        name = f"{media_home_of(ada.uid)}/images/{image_id}"
        eventually(lambda: kept(people, ada.uid) == [name])
        assert news(people).again(f"users/{ada.uid}/{image_id}") == ""
        assert kept(people, ada.uid) == [name]
        queue.release()
        assert ended(people, ada, video)["state"] == "completed"
    people.clock.move(ERASING_IS_LATE_S)
    eventually(lambda: people.document(f"images/{image_id}") is None or people.hurry(5))
    assert name not in kept(people, ada.uid)


def test_a_cancelled_video_holds_its_picture_no_longer(people: System) -> None:
    """I3: whichever way it ends."""
    ada = rich(people)
    with held(people):
        _, (image_id,) = owned(people, ada)
        video = submit(people, ada, model=MODEL, first_frame=image_id).json()["video"]["id"]
        assert delete(people, ada, image_id).status_code == 204
        assert people.call("POST", f"/videos/{video}/cancel", ada).status_code == 200
        eventually(lambda: people.document(f"images/{image_id}") is None or people.hurry(30))
    assert kept(people, ada.uid) == []


def test_a_video_is_not_made_again_of_a_picture_that_is_gone(people: System) -> None:
    """I3, V10: a clear refusal in both languages; nothing is charged."""
    ada = rich(people)
    with held(people):
        _, (image_id,) = owned(people, ada)
        video = submit(people, ada, model=MODEL, first_frame=image_id).json()["video"]["id"]
        people.call("POST", f"/videos/{video}/cancel", ada)
    assert delete(people, ada, image_id).status_code == 204
    for language, words in (("en", "is not there any more"), ("de", "gibt es nicht mehr")):
        again = people.call("POST", f"/videos/{video}/retry", ada, headers={**key(), "Accept-Language": language})
        assert (again.status_code, again.json()["error"]) == (409, "IMAGE_GONE"), again.text
        assert again.json()["details"] == {"image_id": image_id, "retry_of": video}
        assert words in again.json()["message"]
    assert people.call("GET", "/account", ada).json()["balance"] == 200


def test_a_prompt_that_is_being_written_goes_with_its_picture_and_lets_the_key_go(people: System) -> None:
    """I3, K2: in the middle of it; a key of the user's that is deleted then is destroyed at once."""
    ada = keyed(people)
    _, (image_id,) = owned(people, ada)
    trouble = Trouble(people)
    trouble.tasks("delay_dispatch", "write", count=1, seconds=300)
    prompt_id = asked(people, ada, image_id, own_key=True)
    assert [record["serves"] for record in records(people, ada)] == [[prompt_id]]
    assert delete(people, ada, image_id).status_code == 204
    eventually(lambda: all_of(people, ada.uid)["video_prompts"] == [])
    assert [record["serves"] for record in records(people, ada)] == [[]]
    people.clock.move(301)
    eventually(lambda: trouble.waiting_tasks("write") == [])
    assert people.document(f"video_prompts/{prompt_id}") is None


def planned(people: System, person: Person) -> tuple[dict[str, Any], list[str]]:
    """A storyboard whose character one picture shows, and whose second and third scene need another."""
    _, (face, frame) = owned(people, person, images=2)
    model = "vertex/veo-3.1-fast-generate-001"
    board = begun(
        people,
        person,
        model=model,
        character={"name": "Anna", "references": [face]},
        scenes=[
            {"id": "first", "title": "One", "action": "She waits.", "duration": 8},
            {
                "id": "second",
                "title": "Two",
                "action": "It rains.",
                "duration": 8,
                "with_character": False,
                "references": [frame],
            },
            {"id": "third", "title": "", "action": "Dawn.", "with_character": False, "first_frame": frame},
        ],
    )
    return board, [face, frame]


def missing(board: dict[str, Any]) -> list[list[str]]:
    return [scene["missing_images"] for scene in board["scenes"]]


def test_a_picture_that_a_storyboard_plans_with_is_not_deleted_by_the_way(people: System) -> None:
    """I3: 409 with its users, character and scenes by name; forced, it goes, and its scenes say so and are not shot."""
    ada = rich(people)
    board, (face, frame) = planned(people, ada)
    assert missing(board) == [[], [], []]
    refused = [delete(people, ada, each) for each in (face, frame)]
    use = {"kind": "storyboard", "id": board["id"], "title": board["name"], "character": False, "scenes": []}
    assert [(each.status_code, each.json()["error"]) for each in refused] == [(409, "IMAGE_IN_USE")] * 2
    assert refused[0].json()["details"] == {"id": face, "users": [{**use, "character": True}]}
    scenes = [{"id": "second", "title": "Two"}, {"id": "third", "title": ""}]
    assert refused[1].json()["details"]["users"] == [{**use, "scenes": scenes}]
    german = people.call("DELETE", f"/images/{face}", ada, headers={"Accept-Language": "de"}).json()
    assert german["message"] == "Storyboards von dir planen mit diesem Bild."
    assert delete(people, ada, frame, force="maybe").status_code == 400
    assert people.call("GET", f"/images/{face}", ada).status_code == 200

    assert delete(people, ada, frame, force="true").status_code == 204
    eventually(lambda: people.document(f"images/{frame}") is None)
    told = shown(people, ada, board["id"])
    assert (missing(told), told["missing_images"], told["version"]) == ([[], [frame], [frame]], [frame], 1)
    for scene_id, named in (("second", "Two"), ("third", "3")):
        answer = shoot(people, ada, board["id"], [scene_id])
        assert (answer.status_code, answer.json()["error"]) == (409, "SCENE_WITHOUT_IMAGE")
        assert answer.json()["details"] == {"scene": named, "scene_id": scene_id, "image_id": frame}
        assert people.call("POST", f"/storyboards/{board['id']}/quote", ada, json={"scenes": [scene_id]}).status_code == 409
    assert people.call("GET", "/account", ada).json()["balance"] == 200


def test_a_scene_is_shot_again_once_it_names_no_missing_picture(people: System) -> None:
    """I3, S1: an edit takes the mark away; an earlier version, a copy and a new name of the picture bring it back."""
    ada = rich(people)
    board, (face, frame) = planned(people, ada)
    where = f"/storyboards/{board['id']}"
    assert delete(people, ada, frame, force="true").status_code == 204
    eventually(lambda: people.document(f"images/{frame}") is None)
    scenes = [{"id": "third", "action": "Dawn.", "duration": 8, "references": [face]}]
    edited = saved(people, ada, board["id"], 1, scenes=scenes).json()
    assert (missing(edited), edited["missing_images"]) == ([[]], [])
    assert people.call("POST", f"{where}/quote", ada, json={}).status_code == 200
    restored = people.call("POST", f"{where}/versions/1/restore", ada, json={}).json()
    assert missing(restored) == [[], [frame], [frame]]
    copy = people.call("POST", f"{where}/duplicate", ada, json={}).json()
    assert (missing(copy), copy["missing_images"]) == (missing(restored), [frame])
    users = delete(people, ada, face).json()["details"]["users"]
    assert {each["id"] for each in users} == {board["id"], copy["id"]}
    for gone in (board["id"], copy["id"]):
        deleted_for_good(people, ada, f"/storyboards/{gone}")
    assert delete(people, ada, face).status_code == 204


def test_a_storyboard_says_at_once_which_of_its_pictures_are_not_the_users(people: System) -> None:
    """A2, S1: another's, one that never was, one that is deleted: named alike; autosave goes on."""
    ada, bob = rich(people), people.person()
    (mine,), (theirs,) = owned(people, ada)[1], owned(people, bob)[1]
    nobodys = "0" * 24
    board = begun(people, ada, scenes=[{"action": "A.", "duration": 4, "references": [mine, theirs, nobodys]}])
    assert missing(board) == [[theirs, nobodys]]
    assert people.document(f"images/{theirs}") == {**(people.document(f"images/{theirs}") or {}), "planned": False}
    assert delete(people, bob, theirs).status_code == 204


def test_a_collection_whose_pictures_are_planned_with_is_not_deleted_by_the_way(people: System) -> None:
    """I3: 409 lists them with their users; forced, it goes with all of them."""
    ada = rich(people)
    board, (face, frame) = planned(people, ada)
    album = (people.document(f"images/{face}") or {})["collection_id"]
    refused = people.call("DELETE", f"/images/collections/{album}", ada)
    assert (refused.status_code, refused.json()["error"]) == (409, "IMAGE_IN_USE")
    named = {each["id"]: each["users"] for each in refused.json()["details"]["images"]}
    assert set(named) == {face, frame}
    assert [each["id"] for each in named[face]] == [board["id"]]
    assert (people.document(f"collections/{album}") or {})["deleting"] is False
    deleted_for_good(people, ada, f"/images/collections/{album}", "?force=true")
    eventually(lambda: all_of(people, ada.uid) == NOTHING)
    assert missing(shown(people, ada, board["id"])) == [[face], [frame], [frame]]


def test_what_is_planned_with_no_more_is_deleted_without_a_word(people: System) -> None:
    """I3: the image was named once; what counts is how the storyboards stand."""
    ada = rich(people)
    board, (face, frame) = planned(people, ada)
    assert saved(people, ada, board["id"], 1, character=None, scenes=[{"action": "B.", "duration": 4}]).status_code == 200
    album = (people.document(f"images/{face}") or {})["collection_id"]
    assert delete(people, ada, frame).status_code == 204
    deleted_for_good(people, ada, f"/images/collections/{album}")
    assert erased(people, ada)


def test_a_scene_that_is_being_shot_is_not_removed_by_the_way(people: System) -> None:
    """S1: 409 names the video; forced, the scene goes, and its video is made all the same and stays in the history."""
    ada = rich(people)
    with held(people) as queue:
        board = begun(people, ada)
        assert shoot(people, ada, board["id"], ["first"]).status_code == 202
        where = f"/storyboards/{board['id']}/scenes"
        (job,) = jobs(people, ada)
        for language, words in (("en", "is being made"), ("de", "wird gerade gemacht")):
            refused = people.call("DELETE", f"{where}/first", ada, headers={"Accept-Language": language})
            assert (refused.status_code, refused.json()["error"]) == (409, "SCENE_BEING_SHOT")
            video = {"id": job["id"], "state": job["state"], "credits": job["credits"]}
            assert refused.json()["details"] == {"scene_id": "first", "video": video}
            assert words in refused.json()["message"]
        assert people.call("DELETE", f"{where}/second", ada).status_code == 200
        left = people.call("DELETE", f"{where}/first", ada, params={"force": "true"})
        assert (left.status_code, [scene["id"] for scene in left.json()["scenes"]]) == (200, ["third"])
        queue.release()
        assert ended(people, ada, job["id"])["state"] == "completed"
    assert [row["id"] for row in people.call("GET", "/videos", ada).json()["videos"]] == [job["id"]]
    board = begun(people, ada)
    with held(people):
        shoot(people, ada, board["id"], ["first"])
        people.call("POST", f"/storyboards/{board['id']}/cancel", ada)
        assert people.call("DELETE", f"/storyboards/{board['id']}/scenes/first", ada).status_code == 200

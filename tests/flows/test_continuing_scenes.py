"""Scenes that begin with the last frame of the one before: admitted with it, made after it, ended with it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from PIL import Image

from local.people import Person
from shared.media.video import last_frame
from shared.platform.user_ids import media_home_of
from standins.testing import eventually
from tests.fixtures import http_client
from tests.fixtures.films import put, remove
from tests.fixtures.images import album, picture
from tests.fixtures.queues import PRICE, held
from tests.fixtures.storyboards import begun, jobs, shoot, shown, states
from tests.fixtures.system import System
from tests.fixtures.videos import key, rich

FILTERED = "A crowd. [[fault:block=violence]]"
GIVEN_UP = "The video that this one was to continue was not made, or is gone. You were not charged."


def chain(*texts: str) -> list[dict[str, Any]]:
    """Scenes of which each but the first goes on from the one before."""
    return [
        {"id": f"scene{place}", "own_text": text, "duration": 4, "continue_from_previous": place > 0}
        for place, text in enumerate(texts)
    ]


def account(people: System, person: Person) -> tuple[int, int, int]:
    now = people.document(f"accounts/{person.uid}") or {}
    return now["balance"], now["active_jobs"], now["waiting_jobs"]


def cancel(people: System, person: Person, board: dict[str, Any]) -> list[str]:
    return people.call("POST", f"/storyboards/{board['id']}/cancel", person).json()["cancelled"]


def become(people: System, person: Person, board: dict[str, Any], wanted: list[str | None], *, step_s: float = 0) -> None:
    def look() -> bool:
        people.hurry(step_s)
        return states(people, person, board["id"]) == wanted

    eventually(look, lambda: (states(people, person, board["id"]), jobs(people, person)))


def stored(people: System, name: str) -> bytes:
    address = f"{people.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{people.environment['RUSHES_BUCKET_MEDIA']}/o"
    return http_client.get(f"{address}/{name.replace('/', '%2F')}", params={"alt": "media"}).raise_for_status().content


def given(people: System, job_id: str) -> list[str]:
    """The pictures that came with the one order for this job."""
    address = f"{people.environment['GOOGLE_VERTEX_BASE_URL']}/_local/journal"
    (entry,) = http_client.get(address, params={"job": job_id, "call": "create"}).raise_for_status().json()["entries"]
    return entry["understood"]["inputs"]


def test_a_scene_begins_with_the_last_frame_of_the_one_before(people: System) -> None:
    """S2, S3: charged together; it takes no slot and holds up nobody until that frame is there, then its order carries it."""
    ada = rich(people)
    content = [*chain("A fox.", "It turns."), {"id": "apart", "own_text": "A hare.", "duration": 4}]
    board = begun(people, ada, scenes=content)
    with held(people) as queue:
        people.firestore.document(f"accounts/{ada.uid}").update({"overrides": {"active_jobs": 2}}, timeout=10)
        assert people.call("POST", f"/storyboards/{board['id']}/quote", ada, json={}).json()["credits"] == 3 * PRICE
        assert shoot(people, ada, board["id"]).status_code == 202
        assert states(people, ada, board["id"]) == ["queued", "following", "queued"]
        assert account(people, ada) == (200 - 3 * PRICE, 2, 0)
        queue.release()
        become(people, ada, board, ["completed"] * 3, step_s=2)
        first, second, _ = jobs(people, ada)
        assert (second["continues"], second["first_frame"], first["followers"]) == (first["id"], None, [second["id"]])
        frame = f"{media_home_of(ada.uid)}/videos/{first['id']}.last.jpg"
        assert stored(people, frame) == last_frame(io.BytesIO(stored(people, first["video"]["object"])))
        assert Image.open(io.BytesIO(stored(people, frame))).size == (first["video"]["width"], first["video"]["height"])
        assert given(people, second["id"]) == [f"gs://{people.environment['RUSHES_BUCKET_MEDIA']}/{frame}"]
        assert second["slot_at"] >= first["ended_at"]
        assert account(people, ada) == (200 - 3 * PRICE, 0, 0)


def test_one_scene_again_leaves_the_next_stale_which_then_begins_with_the_new_video(people: System) -> None:
    """S3: with the video that there is at once, with one in the making once it has ended, and without any not at all."""
    ada = rich(people)
    board = begun(people, ada, scenes=chain("A fox.", "It turns."))
    shoot(people, ada, board["id"], ["scene0"])
    become(people, ada, board, ["completed", None], step_s=2)
    (name,) = (job["video"]["object"] for job in jobs(people, ada))
    content = stored(people, name)
    remove(people, name)
    shoot(people, ada, board["id"], ["scene1"])
    become(people, ada, board, ["completed", "failed"])
    assert jobs(people, ada)[1]["message"]["en"] == GIVEN_UP
    put(people, name, content)
    with held(people):
        assert len(shoot(people, ada, board["id"], ["scene1"]).json()["videos"]) == 1
        become(people, ada, board, ["completed", "queued"])
        (cancelled,) = cancel(people, ada, board)
        again = people.call("POST", f"/videos/{cancelled}/retry", ada, headers=key())
        assert again.status_code == 202, again.text
        retried = again.json()["video"]["id"]
        eventually(lambda: (people.document(f"video_jobs/{retried}") or {})["state"] == "queued")
        people.call("POST", f"/videos/{retried}/cancel", ada)

        shoot(people, ada, board["id"], ["scene0"])
        assert [each["video"]["stale"] for each in shown(people, ada, board["id"])["scenes"]] == [False, True]
        assert [each["scene_id"] for each in shoot(people, ada, board["id"], "stale").json()["videos"]] == ["scene1"]
        assert states(people, ada, board["id"]) == ["queued", "following"]
        newest = shown(people, ada, board["id"])["scenes"]
        assert jobs(people, ada)[-1]["continues"] == newest[0]["video"]["id"]
        people.call("POST", f"/videos/{newest[0]['video']['id']}/cancel", ada)
        become(people, ada, board, ["cancelled", "cancelled"])
        refused = shoot(people, ada, board["id"], ["scene1"])
        assert (refused.status_code, refused.json()["error"]) == (422, "NO_FIRST_FRAME_TO_CONTINUE")
        assert refused.json()["details"]["scene_id"] == "scene1"
    assert account(people, ada) == (200 - PRICE, 0, 0)


def test_scenes_end_with_the_one_that_they_continue(people: System) -> None:
    """S3, C2: a chain whose first scene fails costs nothing and says why in both languages."""
    ada = rich(people)
    board = begun(people, ada, scenes=chain(FILTERED, "It turns.", "It runs."))
    shoot(people, ada, board["id"])
    become(people, ada, board, ["failed"] * 3, step_s=2)
    ends = jobs(people, ada)
    assert [job["outcome"] for job in ends] == ["safety_filtered", "nothing_to_continue", "nothing_to_continue"]
    assert [job["message"]["en"] for job in ends[1:]] == [GIVEN_UP] * 2
    assert ends[1]["message"]["de"].endswith("Dir wurde nichts berechnet.")
    assert (ends[1]["error"]["code"], ends[1]["error"]["retryable"]) == ("NOTHING_TO_CONTINUE", False)
    retry = people.call("POST", f"/videos/{ends[1]['id']}/retry", ada, headers=key())
    assert (retry.status_code, retry.json()["error"]) == (409, "CANNOT_CONTINUE")
    assert account(people, ada) == (200, 0, 0)


def test_cancelling_a_chain_cancels_all_of_it(people: System) -> None:
    """S3: by the storyboard at once, and by the first video alone through all that follow it."""
    with held(people):
        ada = rich(people)
        board = begun(people, ada, scenes=chain("A fox.", "It turns.", "It runs."))
        shoot(people, ada, board["id"])
        assert states(people, ada, board["id"]) == ["queued", "following", "following"]
        assert len(cancel(people, ada, board)) == 3
        assert states(people, ada, board["id"]) == ["cancelled"] * 3
        shoot(people, ada, board["id"])
        first = shown(people, ada, board["id"])["scenes"][0]["video"]["id"]
        people.call("POST", f"/videos/{first}/cancel", ada)
        become(people, ada, board, ["cancelled"] * 3)
        assert account(people, ada) == (200, 0, 0)


def test_an_end_that_was_not_told_on_is_found_by_the_sweep(people: System) -> None:
    """S3, V7: as a process leaves it that died right after its commit; the chain is made to its end."""
    ada = rich(people)
    board = begun(people, ada, scenes=chain("A fox.", "It turns.", "It runs."))
    with held(people) as queue:
        shoot(people, ada, board["id"])
        first = jobs(people, ada)[0]["id"]
        people.firestore.document(f"video_jobs/{first}").update({"followers": []}, timeout=10)
        queue.release()
        become(people, ada, board, ["completed", "following", "following"], step_s=2)
        became = people.clock.now()
        become(people, ada, board, ["completed"] * 3, step_s=20)
    second = jobs(people, ada)[1]
    assert timedelta(0) < second["slot_at"] - became < timedelta(minutes=12)
    assert account(people, ada) == (200 - 3 * PRICE, 0, 0)


def test_a_model_that_cannot_begin_so_is_refused_before_anything_is_charged(people: System) -> None:
    """S2: with the scene and the model's rule named; this one takes no references beside a first frame."""
    ada = rich(people)
    seen = picture(people, ada, album(people, ada))["id"]
    content = [{**scene, "references": [seen]} for scene in chain("A fox.", "It turns.")]
    board = begun(people, ada, scenes=content, model="openai-videos/sim-video-1")
    for path in ("quote", "shoot"):
        refused = people.call("POST", f"/storyboards/{board['id']}/{path}", ada, json={}, headers=key())
        assert (refused.status_code, refused.json()["error"]) == (422, "NOT_OFFERED"), refused.text
        details = refused.json()["details"]
        assert (details["scene_id"], details["field"], details["when"]) == ("scene1", "references", {"first_frame": True})
    assert (jobs(people, ada), account(people, ada)[0]) == ([], 200)

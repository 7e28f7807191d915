"""From a storyboard to its videos: priced, admitted all or none, in turns, cancelled, once more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from local.people import Person
from standins.testing import eventually
from tests.faults.trouble import Trouble
from tests.fixtures.images import album, picture
from tests.fixtures.queues import PRICE, held
from tests.fixtures.storyboards import BOARD, begun, jobs, saved, scenes, shoot, shown, states
from tests.fixtures.system import System
from tests.fixtures.videos import ended, key, rich, submit

FILTERED = "A crowd. [[fault:block=violence]]"


def account(people: System, person: Person) -> dict[str, Any]:
    return people.document(f"accounts/{person.uid}") or {}


def slots(people: System, person: Person) -> tuple[int, int]:
    now = account(people, person)
    return now["active_jobs"], now["waiting_jobs"]


def cancel(people: System, person: Person, board_id: str) -> list[str]:
    answer = people.call("POST", f"/storyboards/{board_id}/cancel", person)
    assert answer.status_code == 200, answer.text
    return answer.json()["cancelled"]


def all_over(people: System, person: Person, watch: Callable[[], Any] = lambda: None) -> list[dict[str, Any]]:
    """Every job of the user once all have ended; time is moved meanwhile."""

    def look() -> list[dict[str, Any]] | None:
        watch()
        now = jobs(people, person)
        if all(job["ended_at"] for job in now):
            return now
        people.clock.move(2)
        return None

    return eventually(look, lambda: [(job["state"], job["attempt"]) for job in jobs(people, person)])


def test_a_storyboard_is_priced_by_scene(people: System) -> None:
    """C6, S3: each scene with its price and the text that would be sent; nothing is spent."""
    ada = rich(people)
    board = begun(people, ada)
    told = people.call("POST", f"/storyboards/{board['id']}/quote", ada, json={}).json()
    assert (told["credits"], [item["scene_id"] for item in told["items"]]) == (3 * PRICE, ["first", "second", "third"])
    assert told["items"][0]["what"] == "4 s × 2"
    assert "She opens a door." in told["items"][0]["prompt"]
    one = people.call("POST", f"/storyboards/{board['id']}/quote", ada, json={"scenes": ["third"]}).json()
    assert (one["credits"], len(one["items"])) == (PRICE, 1)
    odd = people.call("POST", f"/storyboards/{board['id']}/quote", ada, json={"scenes": ["fourth"]})
    assert (odd.status_code, odd.json()["error"]) == (404, "NO_SUCH_SCENE")
    assert (account(people, ada)["balance"], jobs(people, ada)) == (200, [])


def test_all_scenes_are_charged_at_once_and_made_in_order_three_at_a_time(people: System) -> None:
    """S3: never more than the user's slots at once, the first scenes first; then every scene has its video."""
    ada = rich(people)
    board = begun(people, ada, scenes=scenes(6))
    most: list[int] = []
    with held(people) as queue:
        told = shoot(people, ada, board["id"])
        assert told.status_code == 202, told.text
        body = told.json()
        assert (body["credits"], [each["scene_id"] for each in body["videos"]]) == (6 * PRICE, [f"scene{n}" for n in range(6)])
        assert account(people, ada)["balance"] == 200 - 6 * PRICE
        assert slots(people, ada) == (3, 3)
        assert states(people, ada, board["id"]) == ["queued"] * 3 + ["waiting"] * 3
        assert shown(people, ada, board["id"])["progress"] == {"queued": 3, "waiting": 3}
        queue.release()
        over = all_over(people, ada, lambda: most.append(slots(people, ada)[0]))
    assert {job["state"] for job in over} == {"completed"}
    assert max(most) <= 3
    taken = [job["slot_at"] for job in over]
    assert taken == sorted(taken)
    assert [job["id"] for job in over] == [each["id"] for each in body["videos"]]
    assert states(people, ada, board["id"]) == ["completed"] * 6
    assert slots(people, ada) == (0, 0)


def test_with_too_few_credits_nothing_is_made(people: System) -> None:
    """S3: all or none; the refusal names what all of them need."""
    ada = rich(people, 3 * PRICE - 1)
    board = begun(people, ada)
    refused = shoot(people, ada, board["id"])
    assert (refused.status_code, refused.json()["error"]) == (402, "INSUFFICIENT_CREDITS")
    assert refused.json()["details"]["required"] == 3 * PRICE
    assert (account(people, ada)["balance"], jobs(people, ada)) == (3 * PRICE - 1, [])
    assert states(people, ada, board["id"]) == [None] * 3


def test_one_scene_that_cannot_be_keeps_all_from_being_shot(people: System) -> None:
    """S3: the refusal names the scene."""
    ada, eve = rich(people), people.person()
    foreign = picture(people, eve, album(people, eve))["id"]
    with_foreign = [*BOARD["scenes"][:2], {**BOARD["scenes"][2], "first_frame": foreign}]
    following = [{**BOARD["scenes"][2], "continue_from_previous": True}, *BOARD["scenes"][:2]]
    for content, status, code in ((with_foreign, 409, "SCENE_WITHOUT_IMAGE"), (following, 422, "NO_FIRST_FRAME_TO_CONTINUE")):
        board = begun(people, ada, scenes=content)
        for path in ("quote", "shoot"):
            refused = people.call("POST", f"/storyboards/{board['id']}/{path}", ada, json={}, headers=key())
            assert (refused.status_code, refused.json()["error"]) == (status, code), refused.text
            assert refused.json()["details"]["scene_id"] == "third"
        assert states(people, ada, board["id"]) == [None] * 3
    assert (account(people, ada)["balance"], jobs(people, ada)) == (200, [])


def test_a_scenes_pictures_travel_with_its_video(people: System) -> None:
    """S2: the first frame from the user's images."""
    with held(people):
        ada = rich(people)
        frame = picture(people, ada, album(people, ada))["id"]
        board = begun(people, ada, scenes=[{"id": "first", "action": "Go.", "duration": 4, "first_frame": frame}])
        assert shoot(people, ada, board["id"]).status_code == 202
        (job,) = jobs(people, ada)
        assert job["first_frame"] == frame
        assert frame in (people.document(f"video_jobs/{job['id']}/private/ops") or {})["pictures"]
        cancel(people, ada, board["id"])


def test_the_same_key_shoots_once(people: System) -> None:
    """S3, V2: the same jobs again, also when the storyboard was changed meanwhile; another wish is refused."""
    with held(people):
        ada, sent = rich(people), key()
        board = begun(people, ada)
        path = f"/storyboards/{board['id']}/shoot"
        answers = people.at_once(4, "POST", path, ada, json={"scenes": "all"}, headers=sent)
        assert [answer.status_code for answer in answers] == [202] * 4
        (ids,) = {tuple(each["id"] for each in answer.json()["videos"]) for answer in answers}
        assert sorted(answer.headers.get("Idempotency-Replayed", "") for answer in answers) == ["", "true", "true", "true"]
        assert saved(people, ada, board["id"], 1, scenes=[]).status_code == 200
        again = people.call("POST", path, ada, json={"scenes": "all"}, headers=sent)
        assert [each["id"] for each in again.json()["videos"]] == list(ids)
        other = people.call("POST", path, ada, json={"scenes": "stale"}, headers=sent)
        assert (other.status_code, other.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")
        assert account(people, ada)["balance"] == 200 - 3 * PRICE
        for job in jobs(people, ada):
            people.call("POST", f"/videos/{job['id']}/cancel", ada)


def test_of_shoots_at_once_one_is_charged(people: System) -> None:
    """S3, C2: with keys of their own; the others hear that the scenes are being shot."""
    with held(people):
        ada = rich(people)
        board = begun(people, ada)
        path, body = f"/storyboards/{board['id']}/shoot", {"scenes": "all"}
        with ThreadPoolExecutor(5) as crowd:
            calls = [crowd.submit(people.call, "POST", path, ada, json=body, headers=key()) for _ in range(5)]
            answers = [call.result() for call in calls]
        assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409, 409]
        refused = next(answer for answer in answers if answer.status_code == 409)
        assert (refused.json()["error"], refused.json()["details"]["count"]) == ("SCENE_BEING_SHOT", 3)
        assert (len(jobs(people, ada)), account(people, ada)["balance"]) == (3, 200 - 3 * PRICE)
        stale = shoot(people, ada, board["id"], "stale")
        assert (stale.status_code, stale.json()["error"]) == (409, "NOTHING_TO_SHOOT")
        cancel(people, ada, board["id"])


def test_cancelling_refunds_what_has_not_begun(people: System) -> None:
    """S3: each once, the slots with them; the scenes can be shot again."""
    with held(people):
        ada = rich(people)
        board = begun(people, ada, scenes=scenes(5))
        shoot(people, ada, board["id"])
        cancelled = cancel(people, ada, board["id"])
        assert len(cancelled) == 5
        assert cancel(people, ada, board["id"]) == []
        assert (account(people, ada)["balance"], slots(people, ada)) == (200, (0, 0))
        assert account(people, ada)["turn_due_at"] is None
        assert states(people, ada, board["id"]) == ["cancelled"] * 5
        again = shoot(people, ada, board["id"], "stale")
        assert len(again.json()["videos"]) == 5
        cancel(people, ada, board["id"])


def test_a_scene_that_was_changed_is_stale_and_shot_again_alone(people: System) -> None:
    """S3: what did not change keeps its video and costs nothing; a failed one is shot again as well."""
    ada = rich(people)
    content = [{"id": "first", "own_text": "A fox.", "duration": 4}, {"id": "second", "own_text": FILTERED, "duration": 4}]
    board = begun(people, ada, scenes=[*content, {"id": "third", "own_text": "A hare.", "duration": 4}])
    shoot(people, ada, board["id"])
    all_over(people, ada)
    assert states(people, ada, board["id"]) == ["completed", "failed", "completed"]
    kept = shown(people, ada, board["id"])["scenes"][0]["video"]["id"]
    edited = people.call("PATCH", f"/storyboards/{board['id']}/scenes/third", ada, json={"own_text": "A wolf."}).json()
    assert [scene["video"]["stale"] for scene in edited["scenes"]] == [False, False, True]
    with held(people):
        again = shoot(people, ada, board["id"], "stale").json()
        assert [each["scene_id"] for each in again["videos"]] == ["second", "third"]
        after = again["storyboard"]["scenes"]
        assert ([scene["video"]["stale"] for scene in after], after[0]["video"]["id"]) == ([False] * 3, kept)
        cancel(people, ada, board["id"])
        one = shoot(people, ada, board["id"], ["first"]).json()
        assert (one["credits"], [each["scene_id"] for each in one["videos"]]) == (PRICE, ["first"])
        cancel(people, ada, board["id"])


def test_a_single_video_goes_before_those_that_wait(people: System) -> None:
    """S3: it takes the free slot at admission; a waiting scene does not take one more."""
    with held(people):
        ada = rich(people)
        board = begun(people, ada, scenes=scenes(5))
        shoot(people, ada, board["id"])
        assert submit(people, ada, model=BOARD["model"]).json()["error"] == "TOO_MANY_ACTIVE"
        people.firestore.document(f"accounts/{ada.uid}").update({"overrides": {"active_jobs": 4}}, timeout=10)
        single = submit(people, ada, model=BOARD["model"])
        assert (single.status_code, single.json()["video"]["state"]) == (202, "queued")
        assert slots(people, ada) == (4, 2)
        assert states(people, ada, board["id"]) == ["queued"] * 3 + ["waiting"] * 2
        people.call("POST", f"/videos/{single.json()['video']['id']}/cancel", ada)
        assert states(people, ada, board["id"]) == ["queued"] * 4 + ["waiting"]
        cancel(people, ada, board["id"])


def test_whoever_ends_a_job_lets_the_next_one_in(people: System) -> None:
    """S3: in order, as soon as a slot is free."""
    with held(people):
        ada = rich(people)
        board = begun(people, ada, scenes=scenes(5))
        videos = shoot(people, ada, board["id"]).json()["videos"]
        people.call("POST", f"/videos/{videos[1]['id']}/cancel", ada)
        assert states(people, ada, board["id"]) == ["queued", "cancelled", "queued", "queued", "waiting"]
        cancel(people, ada, board["id"])


@pytest.fixture
def trouble(people: System) -> Iterator[Trouble]:
    made = Trouble(people)
    yield made
    made.end()


def test_a_let_in_that_was_lost_is_made_up_for_by_the_sweep(people: System) -> None:
    """S3: scenes that wait beside a free slot, as a process leaves them that died after its commit, are let in by the sweep."""
    with held(people):
        ada = rich(people)
        where = people.firestore.document(f"accounts/{ada.uid}")
        where.update({"overrides": {"active_jobs": 1}}, timeout=10)
        board = begun(people, ada, scenes=scenes(4))
        shoot(people, ada, board["id"])
        assert states(people, ada, board["id"]) == ["queued"] + ["waiting"] * 3
        where.update({"overrides": {}, "turn_due_at": people.clock.now() + timedelta(minutes=1)}, timeout=10)

        def swept() -> bool:
            people.hurry(20)
            return states(people, ada, board["id"]) == ["queued"] * 3 + ["waiting"]

        eventually(swept, lambda: account(people, ada))
        assert (slots(people, ada), account(people, ada)["turn_due_at"]) == ((3, 1), None)
        cancel(people, ada, board["id"])


def test_a_start_that_was_not_enqueued_is_made_up_for(people: System, trouble: Trouble) -> None:
    """S3: the tasks' service refuses once each; the sweep sends what has its slot already."""
    ada = rich(people)
    board = begun(people, ada, scenes=scenes(4))
    with held(people) as queue:
        trouble.tasks("create_unavailable_before", queue.queue.rsplit("/", 1)[-1], count=50)
        assert shoot(people, ada, board["id"]).status_code == 202
        assert slots(people, ada) == (3, 1)
        assert trouble.waiting_tasks(queue.queue.rsplit("/", 1)[-1]) == []
        trouble.end()
        queue.release()
        eventually(lambda: people.hurry(20) or all(job["attempt"] for job in jobs(people, ada)[:3]))
        over = all_over(people, ada)
    assert {job["state"] for job in over} == {"completed"}
    assert [ended(people, ada, job["id"])["charged"] for job in over] == [True] * 4

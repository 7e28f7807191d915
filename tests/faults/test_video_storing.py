"""From the provider's copy to the user's file, while files are spoiled and storage does not answer."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from shared.platform.user_ids import media_home_of
from standins.testing import eventually
from tests.faults.trouble import Trouble, job, marked, over, reaches, refunded, wished
from tests.fixtures import http_client
from tests.fixtures.system import System
from tests.fixtures.videos import rich


def test_a_spoiled_file_is_no_video(people: System, trouble: Trouble) -> None:
    """V8: found out before it is the user's; failed, refunded, nothing left behind."""
    owners = {defect: rich(people) for defect in ("broken", "truncated", "empty", "tiny", "no_video_track", "wrong_duration")}
    jobs = {defect: wished(people, ada, marked(media=defect)) for defect, ada in owners.items()}
    for defect, job_id in jobs.items():
        over(people, job_id)
        refunded(people, owners[defect], job_id, "download_failed")
        assert trouble.objects(trouble.media, f"{media_home_of(owners[defect].uid)}") == [], defect
        assert trouble.objects(trouble.media, f"staging/{job_id}") == [], defect
        assert len(trouble.accepted(job_id)) == 1
        (name,) = trouble.objects(trouble.provider_out, job_id)
        trouble.tell("storage", "events/duplicate", bucket=trouble.provider_out, name=name)
        assert people.document(f"late_results/{job_id}.1") is None  # it was looked at: not news


def test_a_copy_that_is_refused_a_few_times_is_made_all_the_same(people: System, trouble: Trouble) -> None:
    """V8: 503 and a cut connection on the way are tried again."""
    ada = rich(people)
    job_id = wished(people, ada, marked())
    trouble.storage(2, {"status": 503}, **source(trouble, job_id))
    trouble.storage(1, {"drop": "after"}, **source(trouble, job_id))
    assert over(people, job_id)["state"] == "completed"
    assert trouble.objects(trouble.media, f"staging/{job_id}") == []


def test_a_poster_that_fails_never_fails_the_video(people: System, trouble: Trouble) -> None:
    """V8: the video is there without its still, which is made a minute later."""
    ada = rich(people)
    job_id = wished(people, ada, marked())
    poster = f"{media_home_of(ada.uid)}/videos/{job_id}.jpg"
    trouble.storage(1, {"status": 403}, bucket=trouble.media, name_prefix=poster)
    done = over(people, job_id)
    assert (done["state"], done["video"]["poster"]) == ("completed", None)
    made = eventually(lambda: people.hurry(5) or job(people, job_id)["video"]["poster"])
    assert made == poster
    assert job(people, job_id) == {**done, "video": {**done["video"], "poster": poster}, "commit_token": ANY}
    assert http_client.get(people.call("GET", f"/videos/{job_id}/links", ada).json()["poster"]).content[:2] == b"\xff\xd8"


def test_a_poster_whose_task_was_lost_is_made_when_somebody_asks_for_the_video(people: System, trouble: Trouble) -> None:
    """V8: looking at a video without its still has it made."""
    ada = rich(people)
    job_id = wished(people, ada, marked())
    trouble.storage(1, {"status": 403}, bucket=trouble.media, name_prefix=f"{media_home_of(ada.uid)}/videos/{job_id}.jpg")
    reaches(people, job_id, "storing", step_s=1)
    trouble.tasks("create_unavailable_before", "store", count=3)
    assert over(people, job_id)["video"]["poster"] is None
    people.clock.move(120)
    assert people.call("GET", f"/videos/{job_id}/links", ada).json()["poster"] is None
    eventually(lambda: people.hurry(5) or job(people, job_id)["video"]["poster"])


def test_a_file_that_was_promoted_before_a_crash_is_adopted(people: System, trouble: Trouble) -> None:
    """V8: the user's name is taken already by this job's file; it is checked and kept, not replaced."""
    ada = rich(people)
    trouble.tasks("create_unavailable_before", "store", count=3)
    job_id = wished(people, ada, marked())
    reaches(people, job_id, "storing")
    (origin,) = trouble.objects(trouble.provider_out, job_id)
    final = f"{media_home_of(ada.uid)}/videos/{job_id}.mp4"
    copy(people, trouble.provider_out, origin, trouble.media, final)
    generation = stat(people, trouble.media, final)["generation"]
    assert over(people, job_id)["state"] == "completed"
    assert stat(people, trouble.media, final)["generation"] == generation


def test_ten_minutes_without_storage_only_delay_a_video(people: System, trouble: Trouble) -> None:
    """V8: it stays storing, in one chain of rounds, and completes when storage is back."""
    ada = rich(people)
    job_id = wished(people, ada, marked())
    trouble.storage(100_000, {"status": 501}, **source(trouble, job_id))
    reaches(people, job_id, "storing")
    until = people.clock.now().timestamp() + 600
    eventually(lambda: people.clock.move(5) or people.clock.now().timestamp() > until)
    assert job(people, job_id)["state"] == "storing"
    assert len(trouble.waiting_tasks("store")) <= 2
    trouble.end()
    assert over(people, job_id)["state"] == "completed"


def test_an_operation_that_never_ends_is_timed_out_at_its_deadline(people: System, trouble: Trouble) -> None:
    """V13: within two sweeps of the deadline, with the minutes in its text, after a last look at the provider."""
    ada = rich(people)
    job_id = wished(people, ada, marked(never=True))
    looks = set[int]()

    def failed() -> bool:
        people.clock.move(15)
        eventually(people.rests)
        looks.add(sum(job_id in task["name"] for task in trouble.waiting_tasks("check")))
        return job(people, job_id)["state"] == "failed"

    eventually(failed)
    assert max(looks) <= 3  # one chain of looks, for a moment with the sweep's next one, and one that is just being answered
    ended = refunded(people, ada, job_id, "timed_out")
    assert ended["message"]["en"].startswith("The video was not finished after 15 minutes.")
    assert ended["message"]["de"].startswith("Das Video war nach 15 Minuten noch nicht fertig.")
    assert 0 <= (ended["ended_at"] - ended["deadline_at"]).total_seconds() <= 150
    assert polls_since(trouble, ended["deadline_at"].isoformat())


def test_a_file_that_is_there_at_the_last_look_is_no_timeout(people: System, trouble: Trouble) -> None:
    """V7: no finished video reported as timeout. The provider says "still at it", the event is lost, the bucket knows better."""
    ada = rich(people, 400)
    trouble.hold()
    other = wished(people, ada, marked())
    eventually(lambda: people.clock.move(2) or trouble.objects(trouble.provider_out, other))
    (origin,) = trouble.objects(trouble.provider_out, other)
    job_id = wished(people, ada, marked(never=True))
    copy(people, trouble.provider_out, origin, trouble.provider_out, f"{job_id}/1/7/sample_0.mp4")
    done = over(people, job_id, step_s=60)
    assert (done["state"], done["outcome"]) == ("completed", "completed")
    assert over(people, other)["state"] == "completed"


def source(trouble: Trouble, job_id: str) -> dict[str, Any]:
    """Reading and copying the provider's copy; its own writing of it goes another way."""
    return {"bucket": trouble.provider_out, "name_prefix": job_id, "path_prefix": "/storage/v1/"}


def polls_since(trouble: Trouble, moment: str) -> int:
    """How often the provider was asked what became of an operation."""
    address = f"{trouble.address('provider')}/_local/journal"
    found = http_client.get(address, params={"since": moment, "call": "check"}).raise_for_status().json()["entries"]
    return len(found)


def copy(people: System, bucket: str, name: str, to_bucket: str, to_name: str) -> None:
    path = f"/b/{bucket}/o/{name.replace('/', '%2F')}/rewriteTo/b/{to_bucket}/o/{to_name.replace('/', '%2F')}"
    http_client.post(f"{people.environment['STORAGE_EMULATOR_HOST']}/storage/v1{path}", json={}).raise_for_status()


def stat(people: System, bucket: str, name: str) -> dict[str, Any]:
    path = f"/b/{bucket}/o/{name.replace('/', '%2F')}"
    return http_client.get(f"{people.environment['STORAGE_EMULATOR_HOST']}/storage/v1{path}").raise_for_status().json()

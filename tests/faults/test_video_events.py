"""Events and tasks that come early, late, twice, out of order or never: every job ends right all the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from shared.platform.user_ids import media_home_of
from tests.faults.test_video_lost_answers import as_worker
from tests.faults.trouble import Trouble, job, marked, ops, over, reaches, refunded, wished
from tests.fixtures.system import System
from tests.fixtures.videos import rich


def test_the_file_may_come_before_the_operation_is_known(people: System, trouble: Trouble) -> None:
    """V6: the event counts while the provider's answer is still on its way; the answer then changes nothing."""
    ada = rich(people)
    job_id = wished(people, ada, marked(accept_then_delay_s=100, render_seconds=1))
    reaches(people, job_id, "submitting", step_s=1)
    people.clock.move(3)
    done = over(people, job_id, step_s=0)
    assert (done["state"], ops(people, job_id)["attempts"]["a1"].get("operation")) == ("completed", None)
    people.clock.move(100)
    assert over(people, job_id)["ended_at"] == done["ended_at"]
    assert len(trouble.accepted(job_id)) == 1


def test_without_any_event_the_look_at_the_provider_completes_it(people: System, trouble: Trouble) -> None:
    """V6: events are hints; afterwards they change nothing, nor do they when they come twice."""
    ada = rich(people)
    trouble.hold()
    job_id = wished(people, ada, marked())
    done = over(people, job_id)
    assert done["state"] == "completed"
    name = next(event["name"] for event in trouble.release("reversed") if event["name"].startswith(job_id))
    trouble.tell("storage", "events/duplicate", bucket=trouble.provider_out, name=name)
    assert job(people, job_id) == done
    assert people.document(f"late_results/{job_id}.1") is None


def test_tasks_delivered_twice_at_once_do_their_work_once(people: System, trouble: Trouble) -> None:
    """Q3: start, check and store are each delivered two times at the same moment."""
    ada = rich(people)
    for queue in ("start-vertex-veo-3-1-generate-001", "check", "store"):
        trouble.tasks("deliver_twice", queue, count=20)
    trouble.hold()
    jobs = [wished(people, ada, marked()) for _ in range(3)]
    for job_id in jobs:
        assert over(people, job_id)["state"] == "completed"
        assert len(trouble.accepted(job_id)) == 1
        assert len(trouble.objects(trouble.media, f"{media_home_of(ada.uid)}/videos/{job_id}")) == 2
        assert trouble.objects(trouble.media, f"staging/{job_id}") == []


def test_two_looks_at_the_same_failure_refund_once(people: System, trouble: Trouble) -> None:
    """C2: overlapping polls; whoever comes second changes nothing."""
    ada = rich(people)
    job_id = wished(people, ada, marked(fail=True, render_seconds=20))
    reaches(people, job_id, "processing", step_s=1)
    people.clock.move(25)
    look = check_task(people, job_id)
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda number: as_worker(people, "video-tasks/check", {**look, "number": number}), range(8)))
    assert answers == [204] * 8
    over(people, job_id)
    refunded(people, ada, job_id, "provider_error")


def test_an_operation_that_vanished_leaves_its_file(people: System, trouble: Trouble) -> None:
    """V7: evidence is the bucket too; the provider knows nothing of it any more, the file is there."""
    ada = rich(people)
    trouble.hold()
    job_id = wished(people, ada, marked(vanish=True, render_seconds=5))
    assert over(people, job_id)["state"] == "completed"
    assert len(trouble.accepted(job_id)) == 1


def check_task(people: System, job_id: str) -> dict[str, Any]:
    """What a check task of this job's attempt carries."""
    now, attempt = job(people, job_id), ops(people, job_id)["attempts"]["a1"]
    operation = {
        "name": attempt["operation"],
        "model": "veo-3.1-generate-001",
        "surface": "vertex",
        "started_at": attempt["started_at"].isoformat(),
        "output_prefix": f"gs://{people.environment['RUSHES_BUCKET_PROVIDER_OUT']}/{job_id}/1/",
    }
    return {"job_id": job_id, "user_id": now["user_id"], "attempt": 1, "operation": operation, "epoch": 0, "number": 0}

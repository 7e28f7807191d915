"""Answers that never came: an order that may have been accepted is found by its output or refunded, never sent again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.providers.registry import lost_on
from standins.testing import eventually
from tests.faults.trouble import Trouble, job, marked, ops, over, reaches, refunded, wished
from tests.fixtures.system import System
from tests.fixtures.videos import rich

LOST: list[dict[str, Any]] = [{"accept_then_drop": True}, {"accept_then_status": 500}]


def test_a_lost_answer_is_no_second_order(people: System, trouble: Trouble) -> None:
    """M3, invariant 6: unconfirmed, accepted once, and found by the event of its file."""
    trouble.hold()
    jobs = [wished(people, rich(people), marked(**fault)) for fault in LOST]
    for job_id in jobs:
        assert reaches(people, job_id, "unconfirmed")["charged"] is True
    eventually(lambda: people.clock.move(2) or all(trouble.objects(trouble.provider_out, job_id) for job_id in jobs))
    released = people.clock.now()
    trouble.release()
    for job_id in jobs:
        done = over(people, job_id, step_s=0)
        assert (done["state"], done["ended_at"] - released < timedelta(seconds=40)) == ("completed", True)  # a sweep comes later
        assert len(trouble.accepted(job_id)) == 1


def test_a_lost_answer_and_a_lost_event_are_made_up_for_by_a_listing(people: System, trouble: Trouble) -> None:
    """V4, V9: its attempt's prefix is looked at from twenty seconds on, long before the sweep would."""
    ada = rich(people)
    trouble.hold()
    job_id = wished(people, ada, marked(accept_then_drop=True))
    due_at = reaches(people, job_id, "unconfirmed", step_s=0)["due_at"]
    began_at = ops(people, job_id)["attempts"]["a1"]["began_at"]
    done = over(people, job_id, step_s=1)
    assert (done["state"], len(trouble.accepted(job_id))) == ("completed", 1)
    assert began_at + timedelta(seconds=20) <= done["ended_at"] < due_at - timedelta(minutes=4)


def test_an_order_without_any_trace_is_refunded_after_the_grace(people: System, trouble: Trouble) -> None:
    """V4: sending, the longest generation that is known, half a minute; whether it ever arrived or not, it is sent once."""
    traceless: list[dict[str, Any]] = [{"accept_then_drop": True, "never": True}, {"drop": True}, {"status": 503}]
    owners = [rich(people) for _ in traceless]
    jobs = [wished(people, ada, marked(**fault)) for ada, fault in zip(owners, traceless, strict=True)]
    for ada, job_id in zip(owners, jobs, strict=True):
        over(people, job_id, step_s=10)
        ended = refunded(people, ada, job_id, "unconfirmed")
        assert ended["ended_at"] - ops(people, job_id)["attempts"]["a1"]["began_at"] >= lost_on("vertex").grace
        assert len([entry for entry in trouble.asked(job_id) if entry["labels"]]) == 1


def test_a_video_that_comes_after_the_refund_is_kept_aside(people: System, trouble: Trouble) -> None:
    """V5: recorded for the operator, once, and the ledger is not touched."""
    ada = rich(people)
    job_id = wished(people, ada, marked(accept_then_drop=True, never=True))
    over(people, job_id, step_s=5)
    refunded(people, ada, job_id, "unconfirmed")
    name = f"{job_id}/1/123/sample_0.mp4"
    trouble.write_object(trouble.provider_out, name, b"late")
    late = eventually(lambda: people.document(f"late_results/{job_id}.1"))
    assert (late["uri"], late["outcome"]) == (f"gs://{trouble.provider_out}/{name}", "unconfirmed")
    assert late["expires_at"] - late["at"] == timedelta(days=365)
    trouble.tell("storage", "events/duplicate", bucket=trouble.provider_out, name=name)
    assert people.document(f"late_results/{job_id}.1") == late
    refunded(people, ada, job_id, "unconfirmed")
    assert trouble.objects(trouble.provider_out, job_id) == [name]


def test_a_file_of_an_earlier_attempt_changes_nothing(people: System, trouble: Trouble) -> None:
    """V5: cancel and completion belong to an attempt; another attempt's output is not this one's."""
    ada = rich(people)
    job_id = wished(people, ada, marked(status=429, retry_after=5))
    eventually(lambda: people.clock.move(2) or job(people, job_id)["attempt"] >= 2)
    trouble.write_object(trouble.provider_out, f"{job_id}/1/123/sample_0.mp4", b"of the first")
    eventually(lambda: people.document(f"late_results/{job_id}.1"))
    assert job(people, job_id)["state"] in ("queued", "submitting")
    cancelled = eventually(lambda: people.call("POST", f"/videos/{job_id}/cancel", ada).status_code == 200)
    assert cancelled
    ended = job(people, job_id)
    assert (ended["state"], ended["charged"]) == ("cancelled", False)
    assert trouble.accepted(job_id) == []


def as_worker(people: System, path: str, body: dict[str, Any]) -> int:
    """The answer to a task of ours, as Cloud Tasks would deliver it."""
    audience = f"{people.url}/{path.partition('/')[0]}"
    token = people.identity.oidc_token(f"rushes-tasks@{people.project}.iam.gserviceaccount.com", audience, people.clock.now())
    return people.call("POST", f"/{path}", json=body, headers={"Authorization": f"Bearer {token}"}).status_code

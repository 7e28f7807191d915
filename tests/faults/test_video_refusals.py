"""What a provider says no to: the job fails, the credits are back, and the user is told so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from local.people import Person
from standins.testing import eventually
from tests.faults.trouble import Trouble, job, marked, ops, over, reaches, refunded, wished, word
from tests.fixtures.system import System
from tests.fixtures.videos import rich

VEO = [f"vertex/veo-3.1-{kind}generate-001" for kind in ("", "fast-", "lite-")]
WAVE, EACH = 30, 3  # jobs that meet a provider without capacity at the same time, as many of a user as there are slots

WATCHED = 9  # of them are seen through to their videos
UNHARMED = {"queued", "submitting", "processing", "storing", "completed"}


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"block": "violence"}, "safety_filtered", "SAFETY_FILTER_BLOCKED"),
    ({"block_input": "celebrity"}, "safety_filtered", "SAFETY_FILTER_BLOCKED"),
    ({"fail": {"code": 13, "message": "An internal error has occurred."}}, "provider_error", "PROVIDER_ERROR"),
    ({"fail": {"code": 99, "message": "Nobody has seen this code."}}, "provider_error", "PROVIDER_ERROR"),
    ({"status": 400}, "rejected", "INVALID_REQUEST"),
    ({"status": 403}, "provider_error", "INVALID_API_KEY"),
    ({"vanish": True, "never": True}, "provider_error", "PROVIDER_ERROR"),
]


def test_a_no_is_never_a_success_and_never_costs(people: System, trouble: Trouble) -> None:
    """V13, C8: a filtered, failed, refused or vanished order ends failed, refunded once, with its code and both texts."""
    owners = [rich(people) for _ in REFUSED]
    jobs = [wished(people, ada, marked(**fault)) for ada, (fault, _, _) in zip(owners, REFUSED, strict=True)]
    for ada, job_id, (fault, outcome, code) in zip(owners, jobs, REFUSED, strict=True):
        over(people, job_id)
        failed = refunded(people, ada, job_id, outcome)
        assert failed["error"]["code"] == code, fault
        # what is final is not asked for again
        assert len([entry for entry in trouble.asked(job_id) if entry["labels"]]) == 1, fault


def test_a_blocked_video_says_why(people: System, trouble: Trouble) -> None:
    """V13: the filter's reason is told in the reader's language."""
    ada = rich(people)
    job_id = wished(people, ada, marked(block="violence"))
    over(people, job_id)
    shown = [
        people.call("GET", f"/videos/{job_id}", ada, headers={"Accept-Language": language}).json()["message"]
        for language in ("en", "de")
    ]
    assert shown == [
        "The provider's safety filter blocked this video. It may show violence. You were not charged.",
        "Der Sicherheitsfilter des Anbieters hat dieses Video blockiert. Es könnte Gewalt zeigen. Dir wurde nichts berechnet.",
    ]
    assert len(trouble.accepted(job_id)) == 1


def test_a_provider_without_capacity_makes_a_job_wait(people: System, trouble: Trouble) -> None:
    """M7: 429 is waited out as long as the provider says, each try under its own number and prefix, and then it completes."""
    ada, name = rich(people), word()
    trouble.next_creates(name, times=5, status=429, retry_after=7)
    job_id = wished(people, ada, f"A quiet harbour, {name}.")
    assert over(people, job_id)["state"] == "completed"
    tries = trouble.asked(job_id)
    prefixes = [entry["storage_uri"] or entry["labels"]["attempt"] for entry in tries if entry["call"].startswith("predict")]
    assert len(set(prefixes)) == len(prefixes)
    assert [len(trouble.accepted(job_id)), job(people, job_id)["attempt"]] == [1, 6]
    assert ops(people, job_id)["tries"] == 0  # waiting for capacity uses up none of the tries for trouble on the way


def test_a_wave_of_429_over_many_jobs_fails_none(people: System, trouble: Trouble) -> None:
    """M7: all of them wait, none fails; those that nobody cancels meanwhile are accepted once and completed."""
    name = word()
    trouble.next_creates(name, times=WAVE, status=429, retry_after=20)

    def wishes(_: int) -> tuple[Person, list[str]]:
        person = rich(people)
        return person, [wished(people, person, f"Rain over a field, {name}.", model=model) for model in VEO]

    with ThreadPoolExecutor(8) as crowd:
        wanted = list(crowd.map(wishes, range(WAVE // EACH)))
        eventually(lambda: people.clock.move(1) or not trouble.ordered(name))  # each refusal was met by somebody
        jobs = [(person, job_id) for person, ids in wanted for job_id in ids]
        assert {job(people, job_id)["state"] for _, job_id in jobs} <= UNHARMED
        list(crowd.map(lambda each: people.call("POST", f"/videos/{each[1]}/cancel", each[0]), jobs[WATCHED:]))
    for _, job_id in jobs:  # time goes slowly enough for two cores to keep up with it
        over(people, job_id, step_s=0.3)
    states = [job(people, job_id)["state"] for _, job_id in jobs]
    assert (set(states[:WATCHED]), set(states) - {"completed", "cancelled"}) == ({"completed"}, set())
    assert [len(trouble.accepted(job_id)) for _, job_id in jobs] == [int(state == "completed") for state in states]


def test_a_job_that_no_capacity_came_for_ends_at_its_deadline(people: System, trouble: Trouble) -> None:
    """V13: waiting ends with the deadline, never sent twice, refunded."""
    ada = rich(people)
    job_id = wished(people, ada, marked(status=429, retry_after=200))
    reaches(people, job_id, "failed", step_s=60)
    assert job(people, job_id)["outcome"] in ("quota", "timed_out")
    refunded(people, ada, job_id, job(people, job_id)["outcome"])
    assert trouble.accepted(job_id) == []

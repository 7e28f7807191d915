"""Time that jumps by an hour and by a day while jobs are in every state."""

from __future__ import annotations

import pytest

from standins.testing import eventually
from tests.faults.trouble import Trouble, job, marked, over, reaches, wished
from tests.fixtures.system import System
from tests.fixtures.videos import rich

HOUR, DAY = 3600, 86_400


@pytest.mark.parametrize("jump", [HOUR, DAY])
def test_jobs_end_right_whatever_the_clock_does(people: System, trouble: Trouble, jump: int) -> None:
    """Q3: completed or refunded, and every invariant holds; once over, a job never changes again."""
    ada, body = rich(people, 1000), {"active_jobs": 10, "reason": "for a test"}
    assert people.call("PUT", f"/admin/users/{ada.uid}/overrides", people.admin, json=body).status_code == 200
    waits = wished(people, ada, marked(status=429, retry_after=60))
    works = wished(people, ada, marked())
    never = wished(people, ada, marked(never=True))
    lost = wished(people, ada, marked(accept_then_drop=True))
    reaches(people, waits, "queued", step_s=1)
    reaches(people, works, "processing", step_s=1)
    reaches(people, never, "processing", step_s=1)
    reaches(people, lost, "unconfirmed", step_s=1)
    people.clock.move(jump)
    ends = [over(people, job_id, step_s=5) for job_id in (waits, works, never, lost)]
    assert [ends[0]["outcome"], ends[2]["outcome"]] == ["timed_out", "timed_out"]
    assert ends[1]["outcome"] in ("completed", "timed_out")
    assert ends[3]["outcome"] in ("completed", "unconfirmed")
    people.clock.move(jump)
    eventually(lambda: people.clock.move(2) or not trouble.waiting_tasks("store"))
    assert [job(people, job_id) for job_id in (waits, works, never, lost)] == ends


@pytest.mark.parametrize("jump", [HOUR, DAY])
def test_a_file_that_is_being_stored_survives_a_jump(people: System, trouble: Trouble, jump: int) -> None:
    """V7: evidence first, the file is there, so a day that passed meanwhile is no reason to refund before one more try."""
    ada = rich(people)
    trouble.tasks("create_unavailable_before", "store", count=3)
    job_id = wished(people, ada, marked())
    reaches(people, job_id, "storing")
    people.clock.move(jump)
    assert over(people, job_id)["state"] == "completed"

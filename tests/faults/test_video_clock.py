"""Time that jumps by an hour and by a day while jobs are in every state; on a stack of its own, for nobody else should jump."""

from __future__ import annotations

import pytest

from tests.faults.trouble import Trouble, job, marked, over, reaches, wished
from tests.fixtures.eventually import eventually
from tests.fixtures.invariants import check_money
from tests.fixtures.system import System
from tests.fixtures.videos import rich

HOUR, DAY = 3600, 86_400


@pytest.mark.parametrize("jump", [HOUR, DAY])
def test_jobs_end_right_whatever_the_clock_does(apart: System, jump: int) -> None:
    """Q3: completed or refunded, and every invariant holds; once over, a job never changes again."""
    trouble, ada = Trouble(apart), rich(apart, 1000)
    apart.configure("concurrency", active_jobs=10)
    waits = wished(apart, ada, marked(status=429, retry_after=60))
    works = wished(apart, ada, marked())
    never = wished(apart, ada, marked(never=True))
    lost = wished(apart, ada, marked(accept_then_drop=True))
    reaches(apart, waits, "queued", step_s=1)
    reaches(apart, works, "processing", step_s=1)
    reaches(apart, never, "processing", step_s=1)
    reaches(apart, lost, "unconfirmed", step_s=1)
    apart.clock.move(jump)
    ends = [over(apart, job_id, step_s=5) for job_id in (waits, works, never, lost)]
    assert [ends[0]["outcome"], ends[2]["outcome"]] == ["timed_out", "timed_out"]
    assert ends[1]["outcome"] in ("completed", "timed_out")
    assert ends[3]["outcome"] in ("completed", "unconfirmed")
    apart.clock.move(jump)
    eventually(lambda: apart.clock.move(2) or not trouble.waiting_tasks("store"))
    assert [job(apart, job_id) for job_id in (waits, works, never, lost)] == ends
    check_money(apart, ada.uid)


@pytest.mark.parametrize("jump", [HOUR, DAY])
def test_a_file_that_is_being_stored_survives_a_jump(apart: System, jump: int) -> None:
    """V7: evidence first, the file is there, so a day that passed meanwhile is no reason to refund before one more try."""
    trouble, ada = Trouble(apart), rich(apart)
    trouble.tasks("create_unavailable_before", "store", count=3)
    job_id = wished(apart, ada, marked())
    reaches(apart, job_id, "storing")
    apart.clock.move(jump)
    assert over(apart, job_id)["state"] == "completed"
    check_money(apart, ada.uid)

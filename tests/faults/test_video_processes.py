"""A functions process whose way to a service is bad: Firestore's answers get lost, the provider cannot be reached."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from itertools import pairwise

import grpc
import pytest

from local.stack.ports import choose_ports
from tests.faults.firestore_proxy import Fault, FirestoreProxy
from tests.faults.second_functions import second_functions
from tests.faults.trouble import Trouble, job, marked, ops, over, refunded, wished
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich


@contextmanager
def forgetful(people: System) -> Generator[tuple[System, FirestoreProxy]]:
    """A process whose calls to Firestore pass the proxy; it has read what it needs before any trouble."""
    with (
        FirestoreProxy(people.environment["FIRESTORE_EMULATOR_HOST"]) as proxy,
        second_functions(people, FIRESTORE_EMULATOR_HOST=proxy.host) as beside,
    ):
        yield beside, proxy


@pytest.mark.parametrize("status", [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED])
def test_the_admissions_own_answer_may_get_lost(people: System, status: grpc.StatusCode) -> None:
    """C2, V3: the commit was applied and nobody heard; the caller still gets the one job, charged once."""
    ada, with_key = rich(people), key()
    with forgetful(people) as (beside, proxy):
        proxy.faults.append(Fault("Commit", "after", 1, status))
        answers = [beside.call("POST", "/videos", ada, json=WISH, headers=with_key) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [202, 202]
        assert proxy.faults[0].times == 0
        first, again = (answer.json()["video"]["id"] for answer in answers)
        assert first == again
        assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 160
        assert over(people, first)["state"] == "completed"


def test_a_provider_that_cannot_be_reached_is_tried_three_times_more(people: System, trouble: Trouble) -> None:
    """V13: certainly not sent, so it may be sent again: after 2, 4 and 8 s, each under its own number; then refunded."""
    ada, nobody = rich(people), choose_ports(["nobody"], {}, {})["nobody"]
    with second_functions(people, GOOGLE_VERTEX_BASE_URL=f"http://127.0.0.1:{nobody}") as beside:
        job_id = wished(beside, ada, marked())
        over(people, job_id)
    failed = refunded(people, ada, job_id, "provider_error")
    assert (failed["error"]["code"], job(people, job_id)["attempt"]) == ("NETWORK", 4)
    began = [ops(people, job_id)["attempts"][f"a{number}"]["began_at"] for number in (1, 2, 3, 4)]
    waits = [(later - sooner).total_seconds() for sooner, later in pairwise(began)]
    assert all(wait >= asked for wait, asked in zip(waits, (2, 4, 8), strict=True)), waits
    assert trouble.asked(job_id) == []

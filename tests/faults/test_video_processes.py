"""A functions process whose way to Firestore is bad: its answers get lost."""

from __future__ import annotations

import grpc

from tests.faults.firestore_proxy import Fault, FirestoreProxy
from tests.faults.second_functions import second_functions
from tests.faults.trouble import over
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich


def test_the_admissions_own_answer_may_get_lost(people: System) -> None:
    """C2, V3: the commit was applied and nobody heard; the caller still gets the one job, charged once."""
    with (
        FirestoreProxy(people.environment["FIRESTORE_EMULATOR_HOST"]) as proxy,
        second_functions(people, FIRESTORE_EMULATOR_HOST=proxy.host) as beside,
    ):
        for status in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
            ada, with_key, lost = rich(people), key(), Fault("Commit", "after", 1, status)
            proxy.faults.append(lost)
            answers = [beside.call("POST", "/videos", ada, json=WISH, headers=with_key) for _ in range(2)]
            assert [answer.status_code for answer in answers] == [202, 202]
            assert lost.times == 0
            first, again = (answer.json()["video"]["id"] for answer in answers)
            assert first == again
            assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 160
            assert over(people, first)["state"] == "completed"

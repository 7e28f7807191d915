"""L1 where no commit counts: each user's calls to one instance, and what was refused of those that spend."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from local.people import Person
from tests.faults.firestore_proxy import FirestoreProxy
from tests.faults.second_functions import functions_beside
from tests.fixtures.images import album, picture
from tests.fixtures.queues import MODEL, held
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich, submit

_ABREAST = 8


def test_of_a_hundred_and_twenty_calls_in_a_row_a_hundred_pass(people: System) -> None:
    """L1: 429 with limit, remaining, reset and Retry-After; others and other functions are not touched."""
    ada, bob = people.person(), people.person()
    began = people.clock.now()
    answers = [answer for _ in range(6) for answer in people.at_once(20, "GET", "/account", ada)]
    grown_back = (people.clock.now() - began).total_seconds() * 100 / 60
    good = [answer for answer in answers if answer.status_code == 200]
    assert 100 <= len(good) <= 100 + grown_back + 1
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(good) + len(refused) == 120
    if refused:  # unless other tests moved the clock by a minute meanwhile
        told = refused[-1].json()
        assert (told["error"], told["details"]["limit"], told["details"]["remaining"]) == ("RATE_LIMITED", 100, 0)
        assert refused[-1].headers["Retry-After"] == str(told["details"]["reset_s"])
    assert people.call("GET", "/account", bob).status_code == 200
    assert people.call("GET", "/videos", ada).status_code == 200
    people.clock.move(2)
    assert people.call("GET", "/account", ada).status_code == 200


@pytest.fixture(scope="module")
def beside(system: System) -> Iterator[tuple[System, FirestoreProxy]]:
    """Another instance, what it reads counted."""
    with (
        FirestoreProxy(system.environment["FIRESTORE_EMULATOR_HOST"]) as proxy,
        functions_beside(system.environment, FIRESTORE_EMULATOR_HOST=proxy.host) as url,
        System({**system.environment, "RUSHES_FUNCTIONS_URL": url}) as other,
    ):
        for path in ("videos", "films"):  # its first calls read the configuration
            for _ in range(2):
                other.call("GET", f"/{path}", other.guest()).raise_for_status()
        yield other, proxy


class Flood:
    """So many calls of one guest, some at once."""

    def __init__(self, system: System, proxy: FirestoreProxy, times: int, method: str, path: str, body: Any) -> None:
        guest = system.guest()
        system.call("GET", "/account", guest).raise_for_status()
        proxy.documents.clear()
        began = system.clock.now()
        with ThreadPoolExecutor(_ABREAST) as crowd:
            calls = [
                crowd.submit(system.call, method, path.format(id=secrets.token_hex(12)), guest, json=body, headers=key())
                for _ in range(times)
            ]
            self.answers = [call.result() for call in calls]
        self.read, self.guest = proxy.documents["read"], guest
        self.grown_back = (system.clock.now() - began).total_seconds() * 100 / 60

    def passed(self, *errors: str) -> int:
        """How many were looked at: all others were told to wait."""
        good = [answer for answer in self.answers if answer.status_code != 429]
        assert {answer.json().get("error", "") for answer in good} <= set(errors)
        for answer in self.answers:
            if answer.status_code == 429:
                assert (answer.json()["error"], answer.json()["details"]["limit"]) == ("RATE_LIMITED", 100)
                assert 1 <= int(answer.headers["Retry-After"]) <= 60
        return len(good)


def unknown_scenes() -> dict[str, Any]:
    return {"scenes": [{"video_id": secrets.token_hex(12)} for _ in range(100)]}


@pytest.mark.parametrize(
    ("times", "method", "path", "body", "error", "weight"),
    [
        (140, "POST", "/videos", WISH, "INSUFFICIENT_CREDITS", 1),
        (140, "POST", "/videos/batch?quote=true", [WISH] * 20, "", 1),
        (140, "GET", "/videos/{id}", None, "NOT_FOUND", 1),
        (40, "POST", "/films", unknown_scenes(), "SCENE_NOT_FOUND", 6),
    ],
)
def test_a_flood_of_a_guest_ends_at_the_limit_whatever_it_asks_for(
    beside: tuple[System, FirestoreProxy], times: int, method: str, path: str, body: Any, error: str, weight: int
) -> None:
    """L1, A1: what is refused counts before anything is read for it, and what is dear counts more; 402, quote or unknown id."""
    flood = Flood(*beside, times, method, path, body)
    at_once = _ABREAST if weight > 1 else 0  # a dear call is let in as one, and counted as what it is a moment later
    assert (100 // weight) <= flood.passed(error) <= (100 + flood.grown_back) / weight + at_once + 1
    assert flood.read <= (100 + flood.grown_back + weight * at_once) * 20
    other = beside[0].call("GET", "/account", flood.guest)
    assert other.status_code == 200


def test_a_page_of_the_library_is_one_query_that_reads_what_it_shows(beside: tuple[System, FirestoreProxy]) -> None:
    """V15, N1: with one filter as without; of words it reads those that have one that begins so (tests/unit/lifecycle)."""
    system, proxy = beside
    with held(system):
        ada = rich(system)
        prompts = ("A fox runs.", "A red fox sleeps.", "The sea.")
        videos = [submit(system, ada, model=MODEL, prompt=prompt).json()["video"]["id"] for prompt in prompts]
        assert system.call("PATCH", f"/videos/{videos[0]}", ada, json={"favourite": True}).status_code == 200
        for query, shown, read in (
            ("", 3, 3),
            ("?limit=2", 2, 2),
            (f"?model={MODEL}", 3, 3),
            ("?favourite=true", 1, 1),
            ("?q=fox", 2, 2),
            ("?q=sleeps", 1, 1),
            ("?q=fox+red", 1, 2),
        ):
            proxy.documents.clear()
            proxy.calls.clear()
            answer = system.call("GET", f"/videos{query}", ada).json()
            assert (len(answer["videos"]), proxy.documents["read"], proxy.calls["RunQuery"]) == (shown, read, 1), query
        for video in videos:
            assert system.call("POST", f"/videos/{video}/cancel", ada).status_code == 200
        assert system.call("POST", "/videos/delete", ada, json={"ids": videos[:2]}).json()["deleted"] == 2
        for path, shown, queries in (("/library/trash", 2, 6), ("/films?q=fox", 0, 1)):  # each kind of trash is asked for
            proxy.documents.clear()
            proxy.calls.clear()
            (rows, _) = system.call("GET", path, ada).json().values()
            assert (len(rows), proxy.documents["read"], proxy.calls["RunQuery"]) == (shown, shown, queries), path


def test_what_is_done_to_many_pictures_reads_each_once(beside: tuple[System, FirestoreProxy]) -> None:
    """I2, N1: addresses by one call; a move with both collections; a deletion looks where each is before it writes."""
    system, proxy = beside
    ada = system.person()
    here, there = album(system, ada), album(system, ada)
    kept = system.document(f"images/{picture(system, ada, here)['id']}") or {}
    many, bulk = [f"{number:x}".rjust(24, "a") for number in range(40)], system.firestore.batch()
    for each in many:
        bulk.set(system.firestore.document(f"images/{each}"), {**kept, "object": kept["object"], "thumbnail": kept["thumbnail"]})
    bulk.update(system.firestore.document(f"collections/{here}"), {"image_count": 41})
    bulk.commit(timeout=30)
    for path, wish, told, read in (
        ("links", {"previews": True}, ("links", 40), 41),  # beside the account
        ("move", {"collection_id": there}, ("moved", 40), 83),  # and once more beside the collection that they leave
        ("delete", {}, ("deleted", 40), 83),  # before, and in two commits
    ):
        proxy.documents.clear()
        proxy.calls.clear()
        answer = system.call("POST", f"/images/{path}", ada, json={"ids": many, **wish})
        assert answer.status_code == 200, answer.text
        found = answer.json()[told[0]]
        seen = (found if isinstance(found, int) else len(found), proxy.documents["read"], proxy.calls["RunQuery"])
        assert seen == (told[1], read, 0), (path, seen, dict(proxy.calls), dict(proxy.documents))
    bulk = system.firestore.batch()
    for each in many:
        bulk.delete(system.firestore.document(f"images/{each}"))
    bulk.commit(timeout=30)


def test_whoever_asks_for_too_much_of_everything_may_still_spend_within_the_limits(people: System) -> None:
    """L1: neither looks nor quotes use up what is admitted, ten at once."""
    with held(people):
        ada = rich(people, 1000)
        people.firestore.document(f"accounts/{ada.uid}").update({"overrides": {"active_jobs": 50}}, timeout=10)
        for path in ("/videos/quote", "/videos/batch?quote=true"):
            people.at_once(20, "POST", path, ada, json=WISH if path.endswith("quote") else [WISH])
        while people.at_once(20, "GET", "/videos", ada)[-1].status_code == 200:
            pass
        with ThreadPoolExecutor(10) as crowd:
            answers = list(crowd.map(lambda _: submit(people, ada, model=MODEL), range(10)))
        assert [answer.status_code for answer in answers] == [202] * 10
        people.clock.move(61)
        for answer in answers:
            assert _cancelled(people, ada, answer).status_code == 200


def _cancelled(people: System, person: Person, answer: httpx.Response) -> httpx.Response:
    return people.call("POST", f"/videos/{answer.json()['video']['id']}/cancel", person)


def test_a_clock_that_was_ahead_locks_nobody_out_of_spending(people: System) -> None:
    """L1: a time on the account that no honest count can have written is taken for a busy minute."""
    with held(people):
        ada = rich(people, 1000)
        due, later = people.clock.now() + timedelta(hours=1), people.clock.now() + timedelta(days=1)
        spent = {"date": later.date().isoformat(), "credits": 5}
        people.firestore.document(f"accounts/{ada.uid}").update(
            {"limits": {"generation": due}, "spent_today": spent, "overrides": {"active_jobs": 50}}, timeout=10
        )
        first, second = submit(people, ada, model=MODEL), submit(people, ada, model=MODEL)
        assert (first.status_code, second.status_code) == (202, 429)
        assert int(second.headers["Retry-After"]) <= 7
        today = (people.document(f"accounts/{ada.uid}") or {})["spent_today"]
        assert today == {"date": people.clock.now().date().isoformat(), "credits": 5 + first.json()["video"]["credits"]}
        people.clock.move(int(second.headers["Retry-After"]))
        third = submit(people, ada, model=MODEL)
        assert third.status_code == 202
        for answer in (first, third):
            assert _cancelled(people, ada, answer).status_code == 200

"""What the fuzzing has found, each by its name, so that it stays found."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from tests.fixtures.system import System
from tests.flows.test_arrivals import push, token
from tests.inputs.wire import Answer, Ask, as_json, send

_AT_THE_ENDS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")


def answered(system: System, ask: Ask) -> Answer:
    answer = send(system.url, ask)
    assert answer is not None
    return answer


@pytest.mark.parametrize("path", ["/account/%0A", "/account/a%0Ab", "/account/robots.txt", "/account/favicon.ico"])
def test_a_path_that_the_framework_would_answer_gets_our_error(system: System, path: str) -> None:
    """Q3: a line end in a path, or a name that browsers ask for, was answered in HTML."""
    answer = answered(system, Ask("GET", path))
    assert (answer.status, answer.kind, answer.json()["error"]) == (404, "application/json", "NO_SUCH_PATH")


def test_a_path_with_two_slashes_is_not_sent_elsewhere(system: System) -> None:
    """Q3: a redirect of the framework would lose a body; such a path is no other than any."""
    assert answered(system, Ask("POST", "/account//sign-out")).status in (401, 404)


def test_a_token_of_a_service_at_a_users_door_is_a_wrong_token(system: System) -> None:
    """A1 A4: the key was looked for at an address that a local stack does not reach, and 503 was the answer."""
    answer = system.call("GET", "/videos", headers=token(system, "tasks", "videos"))
    assert (answer.status_code, answer.json()["error"]) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("cursor", [2**53, 2**63, 10**30])
def test_a_cursor_beyond_all_numbers_is_refused(system: System, cursor: int) -> None:
    """Q3: Firestore holds 64 bits."""
    answer = system.call("GET", f"/account/transactions?cursor={cursor}", system.person())
    assert (answer.status_code, answer.json()["error"]) == (400, "INVALID_REQUEST")


@pytest.mark.parametrize("moment", _AT_THE_ENDS)
def test_a_moment_beyond_the_calendar_is_refused(system: System, moment: str) -> None:
    """Q3: in UTC it has no date; as a filter, and as the place where a page begins."""
    ada, queries = system.person(), [{"since": moment}, {"until": moment}]
    for query in queries:
        answer = system.call("GET", "/videos", ada, params=query)
        assert (answer.status_code, answer.json()["error"]) == (400, "INVALID_REQUEST"), query
    cursor = urlsafe_b64encode(f"{moment}|{'0' * 24}".encode()).decode().rstrip("=")
    for path in ("/videos", "/images", "/images/collections", "/films", "/storyboards"):
        assert system.call("GET", path, ada, params={"cursor": cursor}).status_code == 400, path
    for path in ("/admin/jobs", "/admin/dead-letters"):
        query = {"cursor": cursor, "reason": "a test"}
        assert system.call("GET", path, system.admin, params=query).status_code == 400, path


def test_the_last_day_of_the_calendar_has_no_statistics(system: System) -> None:
    """Q3: no day comes after it, where its own would end."""
    for day, status in (("9999-12-31", 400), ("9999-12-30", 200), ("0001-01-01", 200)):
        assert system.call("GET", "/admin/stats", system.admin, params={"reason": "a test", "day": day}).status_code == status


EVENT_DOORS = ["output-events", "upload-events"]


@pytest.mark.parametrize("door", EVENT_DOORS)
def test_an_event_with_an_endless_number_is_refused(system: System, door: str) -> None:
    """A4 Q3: Python reads Infinity from JSON, and cannot make a whole number of it."""
    content = as_json(push(objectGeneration="X")).replace(b'"X"', b"Infinity")
    answer = system.call("POST", f"/{door}", content=content, headers=token(system, audience=door))
    assert (answer.status_code, answer.json()["error"]) == (400, "BAD_EVENT")


@pytest.mark.parametrize("door", EVENT_DOORS)
@pytest.mark.parametrize("field", ["bucketId", "objectId"])
def test_an_event_with_half_a_letter_is_refused(system: System, door: str, field: str) -> None:
    """A4 Q3: half a surrogate pair can be said in JSON; no object has such a name, and no log could tell of it."""
    answer = system.call("POST", f"/{door}", content=as_json(push(**{field: "\ud800"})), headers=token(system, audience=door))
    assert (answer.status_code, answer.json()["error"]) == (400, "BAD_EVENT")


@pytest.mark.parametrize("door", EVENT_DOORS)
@pytest.mark.parametrize("name", ["", ".", ".."])
def test_an_event_of_an_object_that_cannot_be_is_refused(system: System, door: str, name: str) -> None:
    """A4 Q3: Cloud Storage gives no object such a name; a call about one goes to another address."""
    event = push(bucketId=system.environment["RUSHES_BUCKET_UPLOADS"], objectId=name)
    answer = system.call("POST", f"/{door}", json=event, headers=token(system, audience=door))
    assert (answer.status_code, answer.json()["error"]) == (400, "BAD_EVENT")

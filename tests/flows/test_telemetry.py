"""What the log says of a request and of all that follows from it; a user's own words only where an operator asks for them."""

from __future__ import annotations

import json
import secrets
from functools import partial
from pathlib import Path
from typing import Any

from standins.testing import eventually
from tests.fixtures.system import System
from tests.fixtures.videos import ended, key, rich, submit


def lines(system: System, word: str) -> list[dict[str, Any]]:
    log = Path(system.environment["CLOCK_FILE"]).parent / "logs" / "functions.log"
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{") and word in line]


def answered_in(system: System, trace: str, functions: set[str]) -> bool:
    return functions <= {line["function"] for line in lines(system, trace) if line["message"] == "answered"}


def test_a_trace_goes_from_a_request_through_its_tasks(people: System) -> None:
    """T1: door, start and look have the request's trace, the store that of whoever told of the file; each answer says its time.

    The chain of looks is one of those who tell; the bucket and the provider's event come with traces of their own.
    """
    ada, trace = rich(people), secrets.token_hex(16)
    headers = {**key(), "traceparent": f"00-{trace}-{secrets.token_hex(8)}-01"}
    made = people.call("POST", "/videos", ada, json={"prompt": "A kite over dunes.", "seconds": 4}, headers=headers)
    assert made.status_code == 202, made.text
    video = made.json()["video"]["id"]
    ended(people, ada, video)
    [stored_by] = [line for line in lines(people, video) if line.get("state") == "storing"]
    ways = {trace: {"videos", "video-tasks"}}
    ways.setdefault(str(stored_by["logging.googleapis.com/trace"]).rpartition("/")[2], set()).add("storage-tasks")
    for each, way in ways.items():
        eventually(partial(answered_in, people, each, way), partial(lines, people, each))
    told = [line for each in ways for line in lines(people, each) if line["message"] == "answered"]
    assert all(isinstance(line["ms"], int) and line["ms"] >= 0 for line in told)
    assert len({line["logging.googleapis.com/spanId"] for line in told}) == len(told)


def test_a_users_words_are_logged_for_an_hour_on_an_operators_word(people: System) -> None:
    """T1, A3: not before, not after, not of others; audited."""
    ada, bob = rich(people), rich(people)
    marks = [f"fox{secrets.token_hex(6)}" for _ in range(5)]

    def ask(person: Any, mark: str) -> None:
        made = submit(people, person, prompt=f"A {mark} in the snow.")
        assert made.status_code == 202, made.text
        ended(people, person, made.json()["video"]["id"])

    def switch(**wish: Any) -> dict[str, Any]:
        body = {"reason": "asked for help", **wish}
        return people.call("PUT", f"/admin/users/{ada.uid}/words-in-log", people.admin, json=body).raise_for_status().json()

    ask(ada, marks[0])
    assert switch()["until"] is not None
    ask(ada, marks[1])
    ask(bob, marks[2])
    people.clock.move(3601)
    people.signed_in(ada)
    ask(ada, marks[3])
    assert switch()["until"] is not None
    assert switch(on=False)["until"] is None
    ask(ada, marks[4])
    assert [bool(lines(people, mark)) for mark in marks] == [False, True, False, False, False]
    acts = [row["action"] for row in people.documents("audit_log", "on", ada.uid) if "words" in row["action"]]
    assert sorted(acts) == ["log_no_words", "log_words", "log_words"]
    nobody = people.call("PUT", "/admin/users/nobody-here/words-in-log", people.admin, json={"reason": "asked for help"})
    assert nobody.status_code == 404

"""What the log says of a request and of all that follows from it; a user's own words only where an operator asks for them."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from standins.testing import eventually
from tests.fixtures.system import System
from tests.fixtures.videos import ended, key, rich, submit

OMNI = "gemini-api/gemini-omni-1.2-flash"


def lines(system: System, word: str) -> list[dict[str, Any]]:
    log = Path(system.environment["CLOCK_FILE"]).parent / "logs" / "functions.log"
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{") and word in line]


def test_a_trace_goes_from_a_request_through_its_tasks(people: System) -> None:
    """T1: the lines of the door, of the start, of the look and of the store have one trace; each answer says how long it took."""
    ada, trace = rich(people), secrets.token_hex(16)
    headers = {**key(), "traceparent": f"00-{trace}-{secrets.token_hex(8)}-01"}
    wish = {"prompt": "A kite over dunes.", "seconds": 4, "model": OMNI}  # of another's file no bucket of ours tells first
    made = people.call("POST", "/videos", ada, json=wish, headers=headers)
    assert made.status_code == 202, made.text
    ended(people, ada, made.json()["video"]["id"])
    way = {"videos", "video-tasks", "storage-tasks"}
    eventually(lambda: way <= {line["function"] for line in lines(people, trace)}, lambda: lines(people, trace))
    told = lines(people, trace)
    answered = [line for line in told if line["message"] == "answered"]
    assert all(isinstance(line["ms"], int) and line["ms"] >= 0 for line in answered)
    assert len({line["logging.googleapis.com/spanId"] for line in answered}) == len(answered)


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

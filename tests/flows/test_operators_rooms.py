"""What operators see of the machinery: what they did themselves, how the queues stand, and tasks that were given up."""

from __future__ import annotations

import csv
import io
import json
import secrets
from typing import Any

import pytest

from functions.admin import door
from local.people import Person
from shared.catalog.reads import start_queue
from tests.fixtures.queues import MODEL
from tests.fixtures.system import System
from tests.fixtures.videos import rich, submit
from tests.flows.test_dead_letters import as_task, hopeless

QUEUE = start_queue("vertex", MODEL.partition("/")[2])


def ask(system: System, path: str, **query: Any) -> Any:
    answer = system.call("GET", f"/admin/{path}", system.admin, params={"reason": "morning look", **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


def do(system: System, path: str, **body: Any) -> Any:
    return system.call("POST", f"/admin/{path}", system.admin, json={"reason": "ticket 12", **body})


@pytest.fixture(scope="module")
def ada(system: System) -> Person:
    """Somebody about whom five things are written down, one of them of a video of theirs."""
    ada = rich(system, 300)  # more than is granted, so that it takes a correction
    job = submit(system, ada).json()["video"]["id"]
    ask(system, f"jobs/{job}")
    ask(system, f"users/{ada.uid}")
    system.grant(ada.uid, 5)
    system.clock.move(3600)
    do(system, f"users/{ada.uid}/sign-out")
    return ada


def test_the_audit_log_is_found_by_whom_it_is_about_and_by_what_was_done(people: System, ada: Person) -> None:
    """A3: of a user also what was done to their works; page by page, each entry once; by actor, action and time."""
    whole = ask(people, "audit", user_id=ada.uid)["entries"]
    assert [row["action"] for row in whole] == ["sign_out_user", "admin_grant", "look_at_user", "look_at_job", "correction"]
    pages, cursor = [], None
    while True:
        page = ask(people, "audit", user_id=ada.uid, limit=2, **({"cursor": cursor} if cursor else {}))
        pages += page["entries"]
        if (cursor := page["next_cursor"]) is None:
            break
    assert [row for row in pages if row["action"] != "list_audit"] == whole
    (granted,) = ask(people, "audit", on=ada.uid, action="admin_grant", actor=people.admin.uid)["entries"]
    assert (granted["reason"], granted["details"]["amount"]) == ("for a test", 5)
    late = ask(people, "audit", user_id=ada.uid, since=whole[0]["at"])["entries"]
    assert [row["action"] for row in late if row["action"] != "list_audit"] == ["sign_out_user"]
    assert ask(people, "audit", user_id=ada.uid, until=whole[0]["at"])["entries"] == whole[1:]
    assert ask(people, "audit", user_id="nobody")["entries"] == []
    assert ask(people, "audit", action="list_audit", limit=1)["entries"][0]["details"]["shown"] == 0


def test_the_audit_log_is_taken_along_as_a_file(people: System, ada: Person) -> None:
    """A3: as CSV for a spreadsheet and as a line each for programs, page by page, and that it was taken stands in it."""

    def taken(**query: Any) -> Any:
        told = {"reason": "an audit", "user_id": ada.uid, **query}
        return people.call("GET", "/admin/audit/export", people.admin, params=told)

    lines = taken(format="ndjson", limit=3)
    assert lines.headers["Content-Type"] == "application/x-ndjson"
    rest = taken(format="ndjson", limit=2000, cursor=lines.headers["X-Next-Cursor"])
    assert "X-Next-Cursor" not in rest.headers
    lines = taken(format="ndjson", limit=3)
    rows = [json.loads(line) for line in (lines.text + rest.text).splitlines()]
    assert {"sign_out_user", "look_at_job", "correction", "export_audit"} <= {row["action"] for row in rows}
    table = list(csv.DictReader(io.StringIO(taken(format="csv").content.decode("utf-8-sig"))))
    assert table[-1]["action"] == "correction"
    assert table[-1]["request_id"] == rows[-1]["request_id"]
    assert taken(format="xml").status_code == 400
    assert people.call("GET", "/admin/audit", ada, params={"reason": "curious"}).status_code == 403


def test_queues_tell_what_waits_and_can_be_paused_resumed_and_drained(people: System, ada: Person) -> None:
    """O1: by queue its tasks, by model what waits and runs; a paused one keeps what comes; a drained one gets nothing new."""

    def line() -> dict[str, Any]:
        return next(row for row in ask(people, "queues")["works"] if row["model"] == MODEL)

    def standing(told: Any) -> tuple[str, int]:
        return told["state"], told["due"]

    assert standing(do(people, f"queues/{QUEUE}/pause").json())[0] == "paused"
    before = line()
    job = submit(people, ada, model=MODEL).json()["video"]["id"]
    queue = next(row for row in ask(people, "queues")["queues"] if row["queue"] == QUEUE)
    assert (standing(queue), queue["max_concurrent_dispatches"], queue["more"]) == (("paused", 1), 10, False)
    assert queue["oldest_due_at"] is not None
    assert (line()["waiting"], line()["oldest_at"] is not None) == (before["waiting"] + 1, True)
    drained = do(people, f"queues/{QUEUE}/drain").json()
    assert (drained["queue"]["state"], drained["closed"]) == ("running", [f"models.{MODEL}"])
    assert submit(people, ada, model=MODEL).json()["error"] == "MODEL_SUSPENDED"
    body = {"suspended": False, "reason": "over"}
    assert people.call("PUT", f"/admin/models/{MODEL}/suspension", people.admin, json=body).status_code == 200
    assert do(people, f"jobs/{job}/fail", refund=True).json()["changed"] is True
    assert line()["failed"] == before["failed"] + 1
    film = do(people, "queues/compile/drain").json()
    assert film["closed"] == ["rollout.features.films", "rollout.features.edits"]
    people.configure("rollout")
    assert do(people, "queues/compile/resume").json()["state"] == "running"
    refused = do(people, "queues/check/drain")
    assert (refused.status_code, refused.json()["error"]) == (409, "QUEUE_NOT_DRAINABLE")
    assert [do(people, f"queues/nowhere/{act}").status_code for act in ("pause", "resume", "drain")] == [404, 404, 404]
    done = {row["action"] for row in people.documents("audit_log", "on", QUEUE)}
    assert done == {"pause_queue", "drain_queue"}


def test_letters_of_a_kind_are_sent_again_or_dropped_after_a_dry_run(system: System) -> None:
    """O2: found by queue, function and error; what the dry run showed and nothing else; one alone too."""
    payloads = [hopeless() for _ in range(3)]
    for payload in payloads:
        answer = system.call("POST", "/video-tasks/check", json=payload, headers=as_task(system, "video-tasks", 4, "check"))
        assert answer.status_code == 204
    kind = {"queue": "check", "error_type": "NoSuchProvider"}
    found = ask(system, "dead-letters", **kind)["dead_letters"]
    assert {row["job_id"] for row in found} >= {payload["job_id"] for payload in payloads}
    assert ask(system, "dead-letters", queue="check", error_type="ValueError")["dead_letters"] == []
    assert ask(system, f"dead-letters/{found[0]['id']}") == found[0]
    assert do(system, "dead-letter-batches", action="drop").status_code == 400
    looked = do(system, "dead-letter-batches", action="drop", **kind).json()
    assert (looked["dry_run"], looked["selected"], looked["done"]) == (True, len(found), 0)
    assert do(system, f"dead-letters/{found[0]['id']}/drop").json()["id"] == found[0]["id"]
    assert do(system, f"dead-letters/{found[0]['id']}/drop").status_code == 404
    changed = do(system, "dead-letter-batches", action="drop", fingerprint=looked["fingerprint"], **kind)
    assert (changed.status_code, changed.json()["error"]) == (409, "SELECTION_CHANGED")
    again = do(system, "dead-letter-batches", action="replay", **kind).json()
    sent = do(system, "dead-letter-batches", action="replay", fingerprint=again["fingerprint"], **kind).json()
    assert (sent["dry_run"], sent["done"]) == (False, len(found) - 1)
    assert do(system, "dead-letter-batches", action="replay", **kind).json()["selected"] == 0
    looked = do(system, "dead-letter-batches", action="drop", **kind).json()
    assert (
        do(system, "dead-letter-batches", action="drop", fingerprint=looked["fingerprint"], **kind).json()["done"]
        == len(found) - 1
    )
    assert ask(system, "dead-letters", **kind)["dead_letters"] == []
    assert len(system.documents("audit_log", "on", found[1]["id"])) == 2
    assert system.call("GET", f"/admin/dead-letters/{secrets.token_hex(12)}?reason=none", system.admin).status_code == 404


def test_every_look_of_an_operator_is_written_down_with_its_call(people: System) -> None:
    """A3: each list that needs nothing but a reason, with its call's id; without a reason none answers. All else that operators
    are answered in these tests is held to the same at the end of each file."""
    looks = [each.path for each in door.routes if each.method == "GET" and "{" not in each.path]
    asking = {each: {"reason": "a walk through the rooms"} for each in looks}
    for path in looks:
        assert people.call("GET", f"/admin{path}", people.admin).status_code == 400, path
        answer = people.call("GET", f"/admin{path}", people.admin, params=asking[path])
        assert answer.status_code == 200, (path, answer.text)
        (entry,) = people.documents("audit_log", "request_id", answer.headers["X-Request-Id"])
        assert (entry["actor"], entry["reason"]) == (people.admin.uid, "a walk through the rooms"), path

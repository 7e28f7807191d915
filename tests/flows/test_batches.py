"""Many videos from one file: all admitted or none, each row named by its line."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from local.people import Person
from standins.testing import eventually
from tests.fixtures.images import album, picture
from tests.fixtures.queues import MODEL, PRICE, held
from tests.fixtures.storyboards import jobs
from tests.fixtures.system import System
from tests.fixtures.videos import key, rich

VEO = "vertex/veo-3.1-generate-001"
CSV = {"Content-Type": "text/csv; charset=utf-8"}
JSON = {"Content-Type": "application/json"}


def rows(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [{"prompt": f"A fox, take {place}.", "model": MODEL, "seconds": 4, **changes} for place in range(count)]


def send(
    people: System, person: Person, content: str | bytes, kind: dict[str, str], query: str = "", **more: str
) -> httpx.Response:
    headers = {**kind, **key(), **more}
    return people.call("POST", f"/videos/batch{query}", person, content=content, headers=headers)


def send_json(people: System, person: Person, wishes: Any, query: str = "", **more: str) -> httpx.Response:
    return send(people, person, json.dumps(wishes), JSON, query, **more)


def balance(people: System, person: Person) -> int:
    return (people.document(f"accounts/{person.uid}") or {})["balance"]


def end_all(people: System, person: Person) -> None:
    for job in reversed(jobs(people, person)):
        people.call("POST", f"/videos/{job['id']}/cancel", person)


def test_a_batch_from_csv_is_charged_at_once_and_waits_for_its_turns(people: System) -> None:
    """V12: the first ones take the free slots, the others wait without one; each answers for its line."""
    text = f'prompt,seconds,model\r\n"A fox,\r\nrunning.",4,{MODEL}\r\n' + f"A hare.,4,{MODEL}\r\n" * 4
    with held(people):
        ada = rich(people)
        answer = send(people, ada, text, CSV)
        assert answer.status_code == 202, answer.text
        batch = answer.json()["batch"]
        assert (batch["credits"], [video["line"] for video in batch["videos"]]) == (5 * PRICE, [2, 4, 5, 6, 7])
        found = jobs(people, ada)
        assert [job["id"] for job in found] == [video["id"] for video in batch["videos"]]
        assert [job["state"] for job in found] == ["queued"] * 3 + ["waiting"] * 2
        assert (found[0]["prompt"], balance(people, ada)) == ("A fox,\nrunning.", 200 - 5 * PRICE)
        end_all(people, ada)
        assert balance(people, ada) == 200


def test_a_batch_is_listed_followed_and_cancelled(people: System) -> None:
    """V12: newest first, for its owner alone; counted by state, in pages; what was not sent yet comes back as credits, once."""
    with held(people):
        ada, bob = rich(people), people.person()
        first, second = (send_json(people, ada, rows(count)).json()["batch"] for count in (5, 2))
        page = people.call("GET", "/videos/batches", ada, params={"limit": 1}).json()
        assert [(each["id"], each["total"], each["live"], each["credits"]) for each in page["batches"]] == [
            (second["id"], 2, 2, 2 * PRICE)
        ]
        rest = people.call("GET", "/videos/batches", ada, params={"cursor": page["next_cursor"]}).json()
        assert ([each["id"] for each in rest["batches"]], rest["next_cursor"]) == ([first["id"]], None)
        where = f"/videos/batches/{first['id']}"
        begin = people.call("GET", where, ada, params={"limit": 3}).json()
        assert (begin["total"], begin["states"], begin["credits"], begin["refunded"]) == (
            *(5, {"queued": 3, "waiting": 2}, 5 * PRICE),
            0,
        )
        after = people.call("GET", where, ada, params={"limit": 3, "cursor": begin["next_cursor"]}).json()
        shown = [video["id"] for video in [*begin["videos"], *after["videos"]]]
        assert (shown, after["next_cursor"]) == ([video["id"] for video in first["videos"]], None)
        assert {video["batch_id"] for video in begin["videos"]} == {first["id"]}
        for path, method in ((where, "GET"), (f"{where}/cancel", "POST"), ("/videos/batches/nothing", "GET")):
            assert people.call(method, path, bob).status_code == 404
        assert people.call("POST", f"{where}/cancel", ada).json() == {"cancelled": 5, "live": 0}
        assert people.call("POST", f"{where}/cancel", ada).json() == {"cancelled": 0, "live": 0}
        now = people.call("GET", where, ada).json()
        assert (now["states"], now["refunded"], balance(people, ada)) == ({"cancelled": 5}, 5 * PRICE, 200 - 2 * PRICE)
        listed = people.call("GET", "/videos/batches", ada).json()["batches"]
        assert [(each["id"], each["live"]) for each in listed] == [(second["id"], 2), (first["id"], 0)]
        end_all(people, ada)


def test_a_hundred_wishes_are_admitted_in_one_commit(people: System) -> None:
    """V12: as many as one file may hold; one more is refused. One call cancels fifty of them, a task the others."""
    with held(people):
        ada = rich(people, 100 * PRICE)
        assert send_json(people, ada, rows(101)).json()["error"] == "INVALID_BATCH"
        answer = send_json(people, ada, rows(100))
        assert (answer.status_code, answer.json()["batch"]["credits"]) == (202, 100 * PRICE)
        now = people.document(f"accounts/{ada.uid}") or {}
        assert (now["balance"], now["active_jobs"], now["waiting_jobs"]) == (0, 3, 97)
        where = f"/videos/batches/{answer.json()['batch']['id']}"
        assert people.call("POST", f"{where}/cancel", ada).json() == {"cancelled": 50, "live": 50}
        eventually(lambda: balance(people, ada) == 100 * PRICE, lambda: people.document(f"accounts/{ada.uid}"))
        now = people.document(f"accounts/{ada.uid}") or {}
        assert (now["active_jobs"], now["waiting_jobs"], now["live_batches"]) == (0, 0, {})
        progress = people.call("GET", where, ada, params={"limit": 1}).json()
        assert (progress["states"], progress["refunded"]) == ({"cancelled": 100}, 100 * PRICE)


def test_every_bad_row_is_named_by_its_line(people: System) -> None:
    """V12: all of them at once, in both languages; nothing is charged for the good ones."""
    ada = rich(people)
    wishes = [
        *rows(1),
        {"prompt": "x", "seconds": 5, "model": MODEL},
        {"prompt": "y", "model": "none/such"},
        {"prompt": "z", "first_frame": "0" * 24},
    ]
    text = "[\n" + ",\n".join(json.dumps(wish) for wish in wishes) + "\n]"
    refused = send(people, ada, text, JSON)
    assert (refused.status_code, refused.json()["error"]) == (422, "INVALID_BATCH")
    told = [(row["line"], row["row"], row["code"], row["field"], row.get("id")) for row in refused.json()["details"]["rows"]]
    assert told == [
        (3, 2, "NOT_OFFERED", "seconds", None),
        (4, 3, "UNKNOWN_MODEL", "model", "none/such"),
        (5, 4, "NOT_FOUND", "first_frame", "0" * 24),
    ]
    german = send(people, ada, text, {**JSON, "Accept-Language": "de"}).json()
    assert german["message"].startswith("Der Stapel wurde nicht angenommen, nichts wurde berechnet. Zeile 3")
    assert (jobs(people, ada), balance(people, ada)) == ([], 200)


def test_all_that_is_wrong_with_a_batch_is_told_in_one_round(people: System) -> None:
    """V12: what no file may say, what the catalog does not offer and what is not there; each with its line and column."""
    ada = rich(people)
    nowhere, other = "0" * 24, "1" * 24
    table = (
        "sep=;\r\nprompt;seconds;model;resolution;references;first_frame;size\r\n"
        f"a fox;none;none/such;;;;\r\n"  # a cell that is no number and an unknown model
        f";60;{MODEL};4k;{nowhere} {other};{nowhere};\r\n"  # no words, and five more
        f"a hare;4;{MODEL};;;;\r\n"
    )
    expected = [
        (2, "size", "unknown"),
        (3, "seconds", "whole"),
        (3, "model", "UNKNOWN_MODEL"),
        (4, "prompt", "missing"),
        (4, "first_frame", "NOT_FOUND"),
        (4, "references", "NOT_FOUND"),
        (4, "references", "NOT_FOUND"),
        (4, "seconds", "NOT_OFFERED"),
        (4, "resolution", "NOT_OFFERED"),
        (4, "references", "NOT_OFFERED"),
    ]
    for query in ("", "?quote=true"):
        refused = send(people, ada, table, {"Content-Type": "application/vnd.ms-excel"}, query)
        assert (refused.status_code, refused.json()["error"]) == (422, "INVALID_BATCH")
        told = [(row["line"], row["field"], row["code"]) for row in refused.json()["details"]["rows"]]
        assert sorted(told) == sorted(expected)
        assert refused.json()["details"]["count"] == len(expected)
    assert (jobs(people, ada), balance(people, ada)) == ([], 200)


def test_a_row_may_have_as_many_references_as_its_model_takes(people: System) -> None:
    """V12: six where it takes six, in a row as in a single wish; seven are more than any does."""
    ada = rich(people)
    home = album(people, ada)
    seen = [picture(people, ada, home)["id"] for _ in range(6)]
    six = {"prompt": "They meet.", "model": "gemini-api/gemini-omni-1.2-flash", "seconds": 4, "references": seen}
    assert send_json(people, ada, [six], "?quote=true").status_code == 200
    assert people.call("POST", "/videos/quote", ada, json=six).status_code == 200
    (row,) = send_json(people, ada, [{**six, "model": VEO}], "?quote=true").json()["details"]["rows"]
    assert (row["field"], row["problem"]) == ("references", f"{VEO} takes at most 3 references; you gave 6.")
    seven = {**six, "references": [*seen, "0" * 24]}
    (row,) = send_json(people, ada, [seven], "?quote=true").json()["details"]["rows"]
    (field,) = people.call("POST", "/videos/quote", ada, json=seven).json()["details"]["fields"]
    assert (row["field"], row["problem"]) == (field["field"], field["problem"]) == ("references", "may have at most 6 entries")


@pytest.mark.parametrize(
    ("content", "kind", "status", "code", "lines"),
    [
        ("prompt,seconds\nfox,none\n,4\n", CSV, 422, "INVALID_BATCH", [2, 3]),
        ("prompt,colour\nfox,red\n", CSV, 422, "INVALID_BATCH", [1]),
        ('[{"prompt": "\u202e"}, {"prompt": "{braces}", "seed": -1}]', JSON, 422, "INVALID_BATCH", [1, 1]),
        ("[]", JSON, 422, "INVALID_BATCH", [1]),
        ("{}", JSON, 422, "INVALID_BATCH", [1]),
        (b"\xff\xfe", CSV, 422, "INVALID_BATCH", [1]),
        ("[]", {"Content-Type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE", []),
        (b" " * (1024 * 1024 + 1), CSV, 413, "TOO_LARGE", []),
    ],
    ids=["bad cells", "unknown column", "hidden letters", "none", "no list", "not text", "neither", "too large"],
)
def test_what_is_no_batch_is_refused(
    people: System, content: str | bytes, kind: dict[str, str], status: int, code: str, lines: list[int]
) -> None:
    """V12, Q3: with the lines, never a 500."""
    ada = people.person()
    refused = send(people, ada, content, kind)
    assert (refused.status_code, refused.json()["error"]) == (status, code), refused.text
    assert [row["line"] for row in refused.json()["details"].get("rows", [])] == lines
    assert jobs(people, ada) == []


def test_with_too_few_credits_nothing_is_admitted(people: System) -> None:
    """V12: all or none."""
    ada = rich(people, 3 * PRICE - 1)
    refused = send_json(people, ada, rows(3))
    assert (refused.status_code, refused.json()["error"]) == (402, "INSUFFICIENT_CREDITS")
    assert (refused.json()["details"]["required"], jobs(people, ada)) == (3 * PRICE, [])
    assert balance(people, ada) == 3 * PRICE - 1


def test_a_batch_is_priced_without_being_made(people: System) -> None:
    """C6, V12: each line with its price; the same rows are refused for the same reasons."""
    ada = rich(people)
    priced = people.call("POST", "/videos/batch?quote=true", ada, json=rows(3))  # without a key: nothing is made
    assert (priced.status_code, priced.json()["batch"]["id"], priced.json()["batch"]["credits"]) == (200, None, 3 * PRICE)
    assert [(each["line"], each["what"], each["credits"]) for each in priced.json()["batch"]["videos"]] == [
        (1, "4 s × 2", PRICE)
    ] * 3
    assert send_json(people, ada, rows(1, seconds=5), "?quote=true").json()["error"] == "INVALID_BATCH"
    assert (jobs(people, ada), balance(people, ada)) == ([], 200)


def test_the_same_key_charges_a_batch_once(people: System) -> None:
    """V12, V2: the same answer again; other rows under the same key are refused."""
    with held(people):
        ada, sent = rich(people), key()
        answers = people.at_once(4, "POST", "/videos/batch", ada, content=json.dumps(rows(4)), headers={**JSON, **sent})
        assert [answer.status_code for answer in answers] == [202] * 4
        assert all(answer.json() == answers[0].json() for answer in answers)
        assert (len(jobs(people, ada)), balance(people, ada)) == (4, 200 - 4 * PRICE)
        other = send_json(people, ada, rows(3), **sent)
        assert (other.status_code, other.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")
        unnamed = people.call("POST", "/videos/batch", ada, content="[]", headers=JSON)
        assert (unnamed.status_code, unnamed.json()["error"]) == (400, "IDEMPOTENCY_KEY_REQUIRED")
        end_all(people, ada)

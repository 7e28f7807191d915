"""Reports of what is shared: by whoever opened it, and decided by operators once for a work."""

from __future__ import annotations

import itertools
import secrets
from datetime import timedelta
from typing import Any

import httpx
import pytest

from local.people import Person
from standins.testing import eventually
from tests.fixtures.films import video
from tests.fixtures.system import System
from tests.flows.test_notices import control
from tests.flows.test_shares import GERMAN, opened, shared

_NTH = itertools.count(2)


def report(share: dict[str, Any], language: str = "de", **given: str) -> httpx.Response:
    """Each from an address of its own."""
    with httpx.Client(transport=httpx.HTTPTransport(local_address=f"127.0.{secrets.randbelow(250)}.{next(_NTH)}")) as client:
        wish = {"about": "likeness", **given}
        return client.post(f"{share['url']}/reports", data=wish, headers={"Accept-Language": language})


def ask(people: System, path: str, **query: Any) -> Any:
    answer = people.call("GET", f"/admin/{path}", people.admin, params={"reason": "the queue", **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


def decide(people: System, report_id: str, decision: str) -> httpx.Response:
    body = {"reason": "ticket 12", "decision": decision}
    return people.call("POST", f"/admin/reports/{report_id}/decision", people.admin, json=body)


def of(people: System, person: Person, **query: Any) -> list[dict[str, Any]]:
    return ask(people, "reports", user_id=person.uid, **query)["reports"]


def mailbox(people: System, address: str) -> list[dict[str, Any]]:
    return control(people, "GET", f"/_local/mails?to={address}")["mails"]


@pytest.fixture(scope="module")
def ada(system: System) -> Person:
    return system.person()


def test_whoever_opened_a_link_can_report_it_without_a_sign_in_or_a_script(people: System, ada: Person) -> None:
    """O5: by a form of the page, in both languages; what cannot be is asked for again with what was typed; nothing runs."""
    share = shared(people, ada, video(people, ada))
    assert f'<a href="/s/{share["token"]}/reports">Melden</a>' in opened(people, share, headers=GERMAN).html
    form = people.http.get(f"{share['url']}/reports")
    assert (form.status_code, "<script" in form.text, "Is something wrong" in form.text) == (200, False, True)
    assert "form-action 'self'" in form.headers["Content-Security-Policy"]
    spoiled = report(share, about="<b>", words='"><script>', email="me@example.com")
    assert (spoiled.status_code, "Wähle, worum es geht." in spoiled.text, "<script>" in spoiled.text) == (400, True, False)
    assert 'value="me@example.com"' in spoiled.text
    assert "keine E-Mail-Adresse" in report(share, email="me@example.com\nBcc: all@example.com").text
    assert "höchstens 1.000" in report(share, words="ü" * 1001).text
    assert people.http.post(f"{share['url']}/reports", content=b"x" * 20_000).status_code == 413
    assert of(people, ada) == []
    sent = report(share, words="ü" * 1000, email="me@example.com")
    assert (sent.status_code, "Meldung ist angekommen" in sent.text) == (201, True)
    (row,) = of(people, ada, state="open", about="likeness")
    assert (row["words"], row["language"], row["wants_answer"]) == ("ü" * 1000, "de", True)
    assert (row["share_id"], row["work_id"], row["alike"]["open"]) == (share["token"], share["id"], 1)
    for who in (ada, None):
        assert people.read_as(who, f"reports/{row['id']}") == 403
        assert people.read_as(who, f"report_cases/video.{share['id']}") == 403
    assert people.call("GET", "/admin/reports?reason=mine", ada).status_code == 403
    assert people.http.post(f"{people.url}/s/{'0' * 22}/reports", data={"about": "spam"}).status_code == 404


def test_behind_a_password_only_who_saw_it_can_report_it(people: System, ada: Person) -> None:
    """O5: by the ticket of the page that was opened."""
    share = shared(people, ada, video(people, ada), password="open sesame")
    assert report(share).status_code == 403
    page = opened(people, share, "POST", data={"password": "open sesame"})
    ticket = page.html.partition("/reports?t=")[2].partition('"')[0]
    assert people.http.get(f"{share['url']}/reports?t={ticket}").status_code == 200
    assert report(share, t=ticket).status_code == 201


def test_a_flood_of_reports_is_stopped_by_address_and_by_link(people: System, ada: Person) -> None:
    """O5: five a minute of one address, ten of one link; nothing of those beyond is kept."""
    share, other = (shared(people, ada, video(people, ada)) for _ in range(2))
    people.clock.move(61)
    answers = [people.http.post(f"{share['url']}/reports", data={"about": "spam"}) for _ in range(9)]
    codes = [answer.status_code for answer in answers]
    assert (codes[:5], 429 in codes, "Retry-After" in answers[codes.index(429)].headers) == ([201] * 5, True, True)
    codes = [report(other, about="spam").status_code for _ in range(15)]  # on a slow machine a place becomes free meanwhile
    assert (codes[:10], 429 in codes) == ([201] * 10, True)
    alike = of(people, ada, about="spam", limit=1)[0]["alike"]
    taken = codes.count(201)
    assert (alike["open"], alike["total"], alike["about"]) == (taken, taken, {"spam": taken})


def test_a_decision_is_about_the_work_and_everybody_is_told(people: System) -> None:
    """O5: all links end at once, all reports are decided; reporter and owner hear in their language; twice is once."""
    bob = people.person()
    people.call("PUT", "/account/notices", bob, json={"mail": [], "language": "de"})
    work = video(people, bob)
    first, second = (shared(people, bob, work) for _ in range(2))
    mails = [f"{secrets.token_hex(4)}@example.com" for _ in range(2)]
    assert report(first, email=mails[0]).status_code == 201
    assert report(second, about="illegal", email=mails[1], language="en").status_code == 201
    assert report(second, about="spam").status_code == 201
    rows = of(people, bob)
    assert [row["about"] for row in rows] == ["spam", "illegal", "likeness"]
    seen = ask(people, f"reports/{rows[0]['id']}")
    assert ({share["token"] for share in seen["shares"]}, len(seen["others"])) == ({first["token"], second["token"]}, 2)
    assert (seen["seconds"] > 0, seen["history"]["open"]) == (True, 3)
    before = ask(people, "reports/days", days=1)["days"][0]
    told = decide(people, rows[0]["id"], "revoke_shares").json()
    assert told == {"decision": "revoke_shares", "decided": 3, "shares_revoked": 2, "taken_down": 0, "told": 2}
    assert [opened(people, share).status for share in (first, second)] == [410, 410]
    again = decide(people, rows[2]["id"], "revoke_shares").json()
    assert (again["decided"], again["shares_revoked"], again["told"]) == (0, 0, 0)
    refused = decide(people, rows[1]["id"], "dismiss")
    assert (refused.status_code, refused.json()["error"]) == (409, "ALREADY_DECIDED")
    after = ask(people, "reports/days", days=1)["days"][0]
    assert after["shares_revoked"] == before["shares_revoked"] + 3
    assert {row["state"] for row in of(people, bob)} == {"shares_revoked"}
    assert not any(row["wants_answer"] for row in of(people, bob))
    german, english = (eventually(lambda to=to: mailbox(people, to)) for to in mails)
    assert "nicht mehr zu sehen" in german[0]["subject"]
    assert "cannot be seen any more" in english[0]["subject"]
    owner = eventually(lambda: mailbox(people, bob.email))
    assert [mail["subject"] for mail in owner] == ["Etwas, das du geteilt hast, wurde gemeldet"]
    third = shared(people, bob, work)
    assert report(third, about="hate").status_code == 201  # it is open again, and knows what was
    (anew,) = of(people, bob, state="open")
    assert (anew["alike"]["open"], anew["alike"]["total"], anew["alike"]["decision"]) == (1, 4, "revoke_shares")
    assert decide(people, anew["id"], "dismiss").json()["decided"] == 1
    assert opened(people, third).status == 200
    assert {row["action"] for row in people.documents("audit_log", "on", anew["id"])} == {"decide_report"}
    assert decide(people, "f" * 24, "dismiss").status_code == 404


def test_what_is_taken_down_by_a_report_is_gone_for_everybody(people: System, ada: Person) -> None:
    """O5, O1: the work with what was made of it; its owner is told whose word that was, and the reports say what came of it."""
    work = video(people, ada)
    share, address = shared(people, ada, work), f"{secrets.token_hex(4)}@example.com"
    assert report(share, email=address).status_code == 201
    (row,) = of(people, ada, state="open", about="likeness", limit=1)
    told = decide(people, row["id"], "take_down").json()
    assert told == {"decision": "take_down", "decided": 1, "shares_revoked": 0, "taken_down": 1, "told": 1}
    assert opened(people, share).status == 410
    mine = people.call("GET", f"/videos/{work}", ada).json()
    assert mine["taken_down_at"]
    assert decide(people, row["id"], "take_down").json()["taken_down"] == 0
    assert ask(people, f"reports/{row['id']}")["report"]["state"] == "taken_down"
    assert "nicht mehr zu sehen" in eventually(lambda: mailbox(people, address))[0]["subject"]


def test_a_decision_at_which_somebody_died_is_completed_by_the_sweep(people: System, ada: Person) -> None:
    """O5: with all that follows from it; until then it is said, and another decision is refused in both languages."""
    work = video(people, ada)
    share, address = shared(people, ada, work), f"{secrets.token_hex(4)}@example.com"
    assert report(share, about="hate", email=address).status_code == 201
    (row,) = of(people, ada, state="open", about="hate", limit=1)
    case, now = people.firestore.document(f"report_cases/video.{work}"), people.clock.now()
    said = {"decision": "revoke_shares", "by": people.admin.uid, "reason": "ticket 12", "since": now, "report_id": row["id"]}
    case.update({"under_way": said, "due_at": now + timedelta(minutes=5)}, timeout=10)
    assert of(people, ada, about="hate", limit=1)[0]["alike"]["under_way"] == "revoke_shares"
    refused = decide(people, row["id"], "dismiss")
    assert (refused.status_code, refused.json()["error"], refused.json()["retryable"]) == (409, "DECISION_UNDER_WAY", True)

    def over() -> bool:
        people.hurry(60)
        return (case.get(timeout=10).to_dict() or {})["under_way"] is None

    eventually(over)
    told = ask(people, f"reports/{row['id']}")["report"]
    assert (told["state"], told["decided_by"], told["wants_answer"]) == ("shares_revoked", people.admin.uid, False)
    assert (told["alike"]["open"], (case.get(timeout=10).to_dict() or {})["due_at"]) == (0, None)
    assert opened(people, share).status == 410
    assert "nicht mehr zu sehen" in eventually(lambda: mailbox(people, address))[0]["subject"]

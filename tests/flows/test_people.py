"""People in an operator's hands: found, listed, seen whole, noted on, limited for a time; and guests, who may less and go."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import httpx
import pytest

from local.people import Person
from standins.testing import eventually
from tests.fixtures import images, storyboards
from tests.fixtures.system import System
from tests.fixtures.texts import ask as ask_prompt
from tests.fixtures.texts import image_of
from tests.fixtures.videos import ended, key, rich, submit

WHY = {"reason": "ticket 4711"}
DAY_S = 24 * 3600


def look(people: System, path: str, **asked: Any) -> dict[str, Any]:
    answer = people.call("GET", f"/admin/users{path}", people.admin, params={**WHY, **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(found: dict[str, Any]) -> list[str]:
    return [row["id"] for row in found["users"]]


def override(people: System, person: Person, **limits: Any) -> httpx.Response:
    return people.call("PUT", f"/admin/users/{person.uid}/overrides", people.admin, json={**WHY, **limits})


def named(people: System, name: str) -> Person:
    """Somebody whose token says a name, seen by a first call."""
    person = people.person()
    people.desk.change(person.uid, displayName=name)
    again = people.desk.sign_in(person.email, person.password)
    assert people.call("GET", "/account", again).status_code == 200
    return again


def test_people_are_found_by_whatever_is_known_of_them(people: System) -> None:
    """O1: e-mail, id, phone, id at a provider, words of a name and their beginnings; what the account keeps tells no name."""
    word = f"zq{secrets.token_hex(4)}"
    ada, twin = named(people, f"Ada {word}-Lovelace"), named(people, f"Bob {word}")
    people.desk.change(ada.uid, phoneNumber=(phone := f"+49301{secrets.randbelow(10**8):08}"))
    google_id = secrets.token_hex(8)
    eve = people.with_google(google_id, f"{secrets.token_hex(6)}@example.com")
    for sought, uid in ((ada.email, ada.uid), (ada.uid, ada.uid), (phone, ada.uid), (f"google.com:{google_id}", eve.uid)):
        assert ids(look(people, "", find=sought)) == [uid], sought
    (row,) = look(people, "", find=f"Ådà {word[:7]}")["users"]
    assert (row["id"], row["name"], row["email"]) == (ada.uid, f"Ada {word}-Lovelace", ada.email)
    assert (row["guest"], row["disabled"], row["has_account"]) == (False, False, True)
    assert set(ids(look(people, "", find=word))) == {ada.uid, twin.uid}
    pages = look(people, "", find=word, limit=1)
    assert ids(pages) == [twin.uid]
    assert ids(look(people, "", find=word, limit=1, cursor=pages["next_cursor"])) == [ada.uid]
    assert look(people, "", find="nobody of this name 4711") == {"users": [], "next_cursor": None}
    unseen = look(people, "", find=eve.uid)["users"][0]
    assert (unseen["has_account"], unseen["balance"], unseen["seen_at"]) == (False, 0, None)
    account = people.document(f"accounts/{ada.uid}") or {}
    assert word not in str(account)
    assert word[:3] in account["terms"]
    for wrong in ({"find": "ada", "filter": "new"}, {"filter": "rich"}, {"cursor": "nonsense"}, {"limit": 51}, {"find": "a"}):
        assert people.call("GET", "/admin/users", people.admin, params={**WHY, **wrong}).status_code == 400, wrong
    assert people.call("GET", "/admin/users", ada, params=WHY).status_code == 403


def test_people_are_listed_by_what_they_do(people: System) -> None:
    """O1: new, active, spending, disabled and guests, the latest first, page by page."""
    quiet, guest = people.person(), people.guest()
    for person in (quiet, guest):
        assert people.call("GET", "/account", person).status_code == 200
    ada = rich(people)
    assert submit(people, ada).status_code == 202
    shut = people.person()
    assert people.call("GET", "/account", shut).status_code == 200
    assert people.call("POST", f"/admin/users/{shut.uid}/disable", people.admin, json=WHY).status_code == 200
    new = look(people, "", limit=4)
    assert ids(new) == [shut.uid, ada.uid, guest.uid, quiet.uid]
    first = look(people, "", filter="new", limit=2)
    assert ids(first) + ids(look(people, "", limit=2, cursor=first["next_cursor"])) == ids(new)
    assert ids(look(people, "", filter="guest", limit=1)) == [guest.uid]
    assert ids(look(people, "", filter="disabled", limit=1)) == [shut.uid]
    spending = look(people, "", filter="spending", limit=50)
    (row,) = [row for row in spending["users"] if row["id"] == ada.uid]
    assert (row["spent"], row["spent_on"]) == (40, people.clock.now().date().isoformat())
    assert {quiet.uid, guest.uid, shut.uid}.isdisjoint(ids(spending))
    people.clock.move(DAY_S)
    again = people.desk.sign_in(quiet.email, quiet.password)
    before = people.document(f"accounts/{quiet.uid}") or {}
    for _ in range(3):
        assert people.call("GET", "/storyboards", again).status_code == 200
    after = people.document(f"accounts/{quiet.uid}") or {}
    assert after["seen_at"] - before["seen_at"] > timedelta(hours=23)
    assert ids(look(people, "", filter="active", limit=1)) == [quiet.uid]
    audits = [row["details"] for row in people.documents("audit_log", "action", "list_users")]
    assert {"filter": "guest", "shown": 1} in audits


def test_one_page_has_all_that_is_kept_of_a_user_and_its_lists_go_on(people: System) -> None:
    """O1: account, ledger, works, keys without the secret, endpoints, limits with their source, audit entries, notes."""
    ada = rich(people)
    picture = images.picture(people, ada, images.album(people, ada), title="The pier")
    prompt = images.draft(people, ada, picture["id"])
    board = storyboards.begun(people, ada, name="Storm")
    jobs = [submit(people, ada).json()["video"]["id"] for _ in range(2)]
    assert ended(people, ada, jobs[0])["state"] == "completed"
    assert people.call("DELETE", f"/videos/{jobs[0]}", ada).status_code in (200, 204)
    secret = f"AIza-{secrets.token_hex(12)}"
    assert people.call("POST", "/account/keys", ada, json={"provider": "gemini-api", "key": secret}).status_code == 201
    assert people.call("POST", "/account/agent-keys", ada, json={"name": "Nightly"}).status_code == 201
    hook = {"url": "https://example.com/hook", "events": ["video.completed"]}
    assert people.call("POST", "/webhooks", ada, json=hook).status_code == 201
    until = (people.clock.now() + timedelta(days=2)).isoformat(timespec="seconds")
    assert override(people, ada, active_jobs=7, until={"active_jobs": until}).status_code == 200
    for text in ("Called on Monday.", "Called again."):
        noted = people.call("POST", f"/admin/users/{ada.uid}/notes", people.admin, json={**WHY, "text": text})
        assert noted.status_code == 201, noted.text
    told = people.call("GET", f"/admin/users/{ada.uid}", people.admin, params=WHY)
    seen = told.json()
    assert secret not in told.text
    assert (seen["user"]["email"], seen["user"]["known"], seen["user"]["providers"]) == (ada.email, True, {"password": ada.email})
    assert seen["account"]["balance"] == 120
    assert [entry["type"] for entry in seen["transactions"]["transactions"]][:2] == ["charge", "charge"]
    kept = {kind: [row["id"] for row in seen[kind]["items"]] for kind in ("jobs", "prompts", "films", "images", "storyboards")}
    assert kept == {"jobs": jobs[::-1], "prompts": [prompt], "films": [], "images": [picture["id"]], "storyboards": [board["id"]]}
    (newer, older) = seen["jobs"]["items"]
    assert (older["state"], older["credits"], newer["deleted_at"]) == ("completed", 40, None)
    assert older["deleted_at"] is not None
    assert (seen["images"]["items"][0]["name"], seen["storyboards"]["items"][0]["name"]) == ("The pier", "Storm")
    assert [each["last_four"] for each in seen["provider_keys"]] == [secret[-4:]]
    assert [each["name"] for each in seen["agent_keys"]] == ["Nightly"]
    assert [each["url"] for each in seen["webhook_endpoints"]] == [hook["url"]]
    limits = {each["name"]: each for each in seen["limits"]}
    assert (limits["active_jobs"]["value"], limits["active_jobs"]["source"]) == (7, "user")
    assert limits["active_jobs"]["until"].startswith(until[:19])
    assert (limits["exports"]["value"], limits["exports"]["source"]) == (3, "configuration")
    assert [note["text"] for note in seen["notes"]["notes"]] == ["Called again.", "Called on Monday."]
    assert {entry["action"] for entry in seen["audit"]["entries"]} >= {"set_overrides", "add_user_note", "look_at_user"}
    for kind in ("jobs", "notes", "audit"):
        name = {"jobs": "items", "notes": "notes", "audit": "entries"}[kind]
        first = look(people, f"/{ada.uid}/{kind}", limit=1)
        second = look(people, f"/{ada.uid}/{kind}", limit=1, cursor=first["next_cursor"])
        assert first[name][0]["id"] != second[name][0]["id"], kind
    for kind, count in (("prompts", 1), ("films", 0), ("images", 1), ("storyboards", 1)):
        assert len(look(people, f"/{ada.uid}/{kind}")["items"]) == count, kind
    ledger = look(people, f"/{ada.uid}/transactions", limit=1)
    assert (
        ledger["transactions"][0]["seq"]
        == look(people, f"/{ada.uid}/transactions", cursor=ledger["next_cursor"])["transactions"][0]["seq"] + 1
    )
    note = seen["notes"]["notes"][0]["id"]
    other = people.person()
    for uid, status in ((other.uid, 404), (ada.uid, 204), (ada.uid, 404)):
        gone = people.call("DELETE", f"/admin/users/{uid}/notes/{note}", people.admin, params=WHY)
        assert gone.status_code == status, gone.text
    assert len(people.documents("user_notes", "user_id", ada.uid)) == 1
    assert people.call("GET", f"/admin/users/{'x' * 20}", people.admin, params=WHY).status_code == 404
    assert people.call("POST", f"/admin/users/{'x' * 20}/notes", people.admin, json={**WHY, "text": "?"}).status_code == 404


def test_limits_given_for_a_time_fall_back_by_themselves(people: System) -> None:
    """L1, O1: read as they are used, of each class of calls; no job need run, and whoever waits is let in."""
    ada = rich(people, 400)
    hour = (people.clock.now() + timedelta(hours=1)).isoformat(timespec="seconds")
    given = {"active_jobs": 1, "daily_cap": 100, "keys_per_minute": 1, "calls_per_minute": 3, "compile_per_minute": 1}
    told = override(people, ada, **given, until=dict.fromkeys(given, hour))
    assert (told.status_code, told.json()["overrides"], set(told.json()["until"])) == (200, given, {*given})
    people.clock.move(61)  # by then every instance has looked
    shown = people.call("GET", "/account", ada).json()["limits"]
    assert (shown["plan"], {name: shown[name] for name in given}) == ("individual", given)

    def codes(count: int, method: str, path: str, **options: Any) -> list[Any]:
        answers = [people.call(method, path, ada, headers=key(), **options) for _ in range(count)]
        return [answer.json().get("error") if answer.status_code >= 400 else answer.status_code for answer in answers]

    people.clock.move(61)
    assert codes(5, "GET", "/storyboards")[-1] == "RATE_LIMITED"
    keys = {"json": {"provider": "gemini-api", "key": "AIza-0123456789abcdef"}}
    assert "RATE_LIMITED" in codes(3, "POST", "/account/keys", **keys)
    people.clock.move(61)
    first, second = submit(people, ada), submit(people, ada, queue=True)
    assert (first.status_code, second.status_code, second.json()["video"]["state"]) == (202, 202, "waiting")
    capped = submit(people, ada, queue=True)
    assert (capped.status_code, capped.json()["error"]) == (429, "DAILY_CAP_REACHED")
    video = ended(people, ada, first.json()["video"]["id"])["id"]
    assert codes(2, "POST", f"/videos/{video}/edits", json={"preset": "gif"}) == [202, "RATE_LIMITED"]
    people.clock.move(3600)
    again = people.desk.sign_in(ada.email, ada.password)
    shown = people.call("GET", "/account", again).json()["limits"]
    assert (shown["plan"], shown["active_jobs"], shown["daily_cap"], shown["keys_per_minute"]) == ("standard", 3, None, 20)
    people.clock.move(61)
    assert all(people.call("GET", "/storyboards", again).status_code == 200 for _ in range(6))
    account = f"accounts/{ada.uid}"  # the edit, and who waited and was let in, have come to their ends
    eventually(lambda: (people.document(account) or {})["active_jobs"] == 0 or people.hurry(1), lambda: people.document(account))
    told = [submit(people, again) for _ in range(2)]
    assert [answer.status_code for answer in told] == [202, 202], [answer.text for answer in told]
    wrong = override(people, ada, until={"active_jobs": hour})
    assert (wrong.status_code, wrong.json()["error"]) == (400, "INVALID_REQUEST")
    assert override(people, ada, active_jobs=2, until={"colour": hour}).status_code == 400


@pytest.fixture
def guests(people: System) -> Any:
    yield lambda **values: people.configure("guests", **values).raise_for_status()
    people.configure("guests").raise_for_status()
    people.configure("credits").raise_for_status()
    people.clock.move(61)


def test_guests_have_limits_of_their_own_and_what_is_closed_says_so(people: System, guests: Any) -> None:
    """A7: numbers of their own, what spends closed by name, a clear refusal in both languages; linked they are everybody."""
    people.configure("credits", signup_grant=200, guest_grant=120).raise_for_status()
    guests(closed=["prompts", "films", "edits"], generation=2, active_jobs=1, daily_cap=90)
    people.clock.move(61)
    guest = people.guest()
    limits = people.call("GET", "/account", guest).json()["limits"]
    told = (limits["plan"], limits["generation_per_minute"], limits["active_jobs"], limits["daily_cap"])
    assert told == ("guest", 2, 1, 90)
    image = image_of(people, guest)
    refused = people.call("POST", f"/images/{image}/prompts", guest, json={}, headers={**key(), "Accept-Language": "de"})
    if refused.status_code == 404:
        refused = ask_prompt(people, guest, image)
    assert (refused.status_code, refused.json()["error"]) == (403, "CLOSED_TO_GUESTS"), refused.text
    assert submit(people, guest).status_code == 202
    assert submit(people, guest).json()["error"] == "TOO_MANY_ACTIVE"
    guests(closed=["videos"])
    people.clock.move(61)
    closed = people.call(
        "POST", "/videos", guest, json={"prompt": "A fox.", "seconds": 4}, headers={**key(), "Accept-Language": "de"}
    )
    assert (closed.status_code, closed.json()["error"], closed.json()["details"]) == (403, "CLOSED_TO_GUESTS", {"kind": "videos"})
    assert "Gäste" in closed.json()["message"]
    people.desk.change(
        guest.uid, email=(email := f"{secrets.token_hex(6)}@example.com"), password="a long password", emailVerified=True
    )
    linked = people.desk.sign_in(email, "a long password")
    assert submit(people, linked).status_code == 202
    account = people.document(f"accounts/{guest.uid}") or {}
    assert (account["guest"], account["guest_grant"], account["signup_settled"]) == (False, 120, True)
    assert people.call("GET", "/account", linked).json()["limits"]["plan"] == "standard"


def test_guests_who_do_not_come_back_are_erased(people: System, guests: Any) -> None:
    """A7, D1: after the days that are configured, with all that is theirs; not who came back, refreshed a token, or signed up."""
    gone, back, fresh, linked = [people.guest() for _ in range(4)]
    albums = [images.album(people, each) for each in (gone, back, fresh, linked)]
    session = people.http.post(
        f"http://{people.environment['FIREBASE_AUTH_EMULATOR_HOST']}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=local",
        json={"returnSecureToken": True},
    ).json()
    people.uids.append(session["localId"])
    assert people.call("GET", "/account", headers={"Authorization": f"Bearer {session['idToken']}"}).status_code == 200
    people.desk.change(linked.uid, email=f"{secrets.token_hex(6)}@example.com", password="a long password")
    people.clock.move(15 * DAY_S)
    refresh = {"grant_type": "refresh_token", "refresh_token": session["refreshToken"]}
    host = people.environment["FIREBASE_AUTH_EMULATOR_HOST"]
    people.http.post(f"http://{host}/securetoken.googleapis.com/v1/token?key=local", data=refresh).raise_for_status()
    people.firestore.document(f"accounts/{back.uid}").update({"seen_at": people.clock.now()}, timeout=10)
    people.clock.move(15 * DAY_S + 60)

    def over() -> bool:
        there = [each for each in (gone, fresh) if people.document(f"accounts/{each.uid}") is not None]
        if there:
            people.hurry(20 * 60)
        return not there

    eventually(over, lambda: people.document(f"account_deletions/{gone.uid}"))
    assert people.document(f"collections/{albums[0]}") is None
    assert people.desk.everybody().count(gone.uid) == 0
    assert [people.document(f"collections/{each}") is not None for each in albums] == [False, True, False, True]
    kept = {uid: people.document(f"accounts/{uid}") or {} for uid in (back.uid, linked.uid, session["localId"])}
    assert (kept[back.uid]["guest"], kept[linked.uid]["guest"], kept[session["localId"]]["guest"]) == (True, False, True)
    assert people.clock.now() - kept[session["localId"]]["seen_at"] < timedelta(days=16)
    assert all(account["deletion"] is None for account in kept.values())

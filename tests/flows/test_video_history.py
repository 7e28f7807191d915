"""Looking back at one's videos: pages, filters, and the addresses of the files."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest

from local.people import Person
from shared.lifecycle import trash
from shared.platform.user_ids import media_home_of
from standins.testing import eventually
from tests.fixtures import films, http_client
from tests.fixtures.queues import MODEL, held
from tests.fixtures.system import System
from tests.fixtures.videos import ended, rich, submit

GERMAN = {"Accept-Language": "de"}
_FILES = ("playback", "download", "poster")


def pages(people: System, person: Person, **asked: Any) -> list[list[str]]:
    """The ids of every page, to the end."""
    found, cursor = list[list[str]](), None
    while True:
        page = people.call("GET", "/videos", person, params={**asked, **({"cursor": cursor} if cursor else {})}).json()
        found.append([video["id"] for video in page["videos"]])
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def _bare(address: str) -> str:
    """Of which file it is."""
    return address.partition("?")[0]


@pytest.fixture
def five(people: System) -> Generator[tuple[Person, list[dict[str, Any]]]]:
    """Five jobs, the newest first; the oldest two are cancelled."""
    with held(people):
        ada = rich(people)
        people.firestore.document(f"accounts/{ada.uid}").update({"overrides": {"active_jobs": 5}}, timeout=10)
        videos = [submit(people, ada, model=MODEL, prompt=f"fox {number}").json()["video"] for number in range(5)]
        for video in videos[:2]:
            assert people.call("POST", f"/videos/{video['id']}/cancel", ada).status_code == 200
        yield ada, videos[::-1]
        for video in videos[2:]:
            assert people.call("POST", f"/videos/{video['id']}/cancel", ada).status_code == 200


def test_pages_bring_every_job_once_the_newest_first(people: System, five: tuple[Person, list[dict[str, Any]]]) -> None:
    """V9: however small the pages are."""
    ada, videos = five
    ids = [video["id"] for video in videos]
    for limit in (1, 2, 5, 100):
        assert [job for page in pages(people, ada, limit=limit) for job in page] == ids
    assert pages(people, ada, limit=3) == [ids[:3], ids[3:]]
    shown = people.call("GET", "/videos", ada, params={"limit": 1}).json()["videos"]
    assert shown == [videos[0]]


def test_history_is_filtered_by_state_and_time(people: System, five: tuple[Person, list[dict[str, Any]]]) -> None:
    """V9: together and with pages; `since` is inside, `until` is not."""
    ada, videos = five
    ids, times = [video["id"] for video in videos], [video["created_at"] for video in videos]
    assert pages(people, ada, state="cancelled", limit=1) == [[ids[3]], [ids[4]], []]
    assert pages(people, ada, state="queued") == [ids[:3]]
    assert pages(people, ada, state="completed") == [[]]
    assert pages(people, ada, since=times[2]) == [ids[:3]]
    assert pages(people, ada, until=times[2]) == [ids[3:]]
    assert pages(people, ada, since=times[3], until=times[0], limit=2) == [ids[1:3], ids[3:4]]
    assert pages(people, ada, state="cancelled", since=times[3]) == [[ids[3]]]
    assert pages(people, ada, since=times[0], until=times[4]) == [[]]


def test_history_shows_nobody_elses_jobs(people: System, five: tuple[Person, list[dict[str, Any]]]) -> None:
    """A2: also with another's cursor."""
    ada, _ = five
    cursor = people.call("GET", "/videos", ada, params={"limit": 2}).json()["next_cursor"]
    eve = people.person()
    assert people.call("GET", "/videos", eve, params={"cursor": cursor}).json() == {"videos": [], "next_cursor": None}


def test_jobs_of_the_same_moment_are_not_lost_between_pages(system: System) -> None:
    """V9: time alone is no place in a list."""
    ada, moment = system.person(), system.clock.now()
    template = system.firestore.collection("video_jobs").limit(1).get(timeout=10)
    stored = {**(template[0].to_dict() or {}), "user_id": ada.uid, "created_at": moment} if template else None
    if stored is None:
        with held(system):
            bob = rich(system)
            job = submit(system, bob, model=MODEL).json()["video"]["id"]
            stored = {**(system.document(f"video_jobs/{job}") or {}), "user_id": ada.uid, "created_at": moment}
            assert system.call("POST", f"/videos/{job}/cancel", bob).status_code == 200
    stored |= {"state": "cancelled", "due_at": None, "taken_down_at": None, **trash.OUT}
    ids = sorted((secrets.token_hex(12) for _ in range(5)), reverse=True)
    for job in ids:
        system.firestore.document(f"video_jobs/{job}").set(stored, timeout=10)
    found = pages(system, ada, limit=2)
    for job in ids:
        system.firestore.document(f"video_jobs/{job}").delete(timeout=10)  # nobody paid for them
    assert found == [ids[:2], ids[2:4], ids[4:]]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"cursor": "abc"}, "cursor"),
        ({"cursor": ""}, "cursor"),
        ({"cursor": "!"}, "cursor"),
        ({"cursor": "MjAyNi0xMS0yMVQxMjowMDowMA"}, "cursor"),  # a time without a zone
        ({"cursor": "MjAyNi0xMS0yMVQxMjowMDowMCswMDowMHxhL2I"}, "cursor"),  # a time and what is no id
        ({"cursor": "x" * 101}, "cursor"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"state": "done"}, "state"),
        ({"since": "2026-11-21T12:00:00"}, "since"),
        ({"until": "yesterday"}, "until"),
        ({"user_id": "eve"}, "user_id"),
    ],
)
def test_a_question_that_is_not_valid_is_told(system: System, somebody: Person, asked: dict[str, str], field: str) -> None:
    """Q3: 400 with the field, in German when asked so."""
    answer = system.call("GET", "/videos", somebody, params=asked, headers=GERMAN)
    assert (answer.status_code, answer.json()["error"]) == (400, "INVALID_REQUEST")
    assert [row["field"] for row in answer.json()["details"]["fields"]] == [field]
    assert answer.json()["message"].startswith("Die Anfrage ist ungültig")


def test_a_cursor_that_is_none_says_how_to_start(people: System) -> None:
    """V9: empty, of another form or of somebody else's making: in the same words, wherever there are pages."""
    ada = people.person()
    english = "is not one that was given out here; start without a cursor, then send each next_cursor as it came"
    german = "ist keiner, der hier ausgegeben wurde; beginne ohne cursor und sende dann jeden next_cursor, wie er kam"
    for path, cursor in product(("/videos", "/storyboards", "/account/transactions"), ("", "bm9uZQ", "!", "x" * 101)):
        for language, words in (("en", english), ("de", german)):
            answer = people.call("GET", path, ada, params={"cursor": cursor}, headers={"Accept-Language": language}).json()
            (row,) = answer["details"]["fields"]
            assert (answer["error"], row["field"], row["problem"]) == ("INVALID_REQUEST", "cursor", words), (path, cursor)
            assert answer["message"].endswith(f": cursor {words}")


def test_history_begins_at_a_date_or_says_what_became_of_a_plus(
    people: System, five: tuple[Person, list[dict[str, Any]]]
) -> None:
    """V9: a date is its midnight, UTC; + in a query is a space unless it is escaped."""
    ada, videos = five
    today = people.clock.now().date()
    assert pages(people, ada, since=str(today)) == [[video["id"] for video in videos]]
    assert pages(people, ada, until=str(today)) == pages(people, ada, since=str(today + timedelta(days=1))) == [[]]
    assert pages(people, ada, since=f"{today}T00:00:00+00:00") == [[video["id"] for video in videos]]
    for language, words in (("en", "has a space where its + was: write + as %2B"), ("de", "hat ein Leerzeichen, wo ein + war")):
        path = f"/videos?since={today}T00:00:00+02:00"
        (row,) = people.call("GET", path, ada, headers={"Accept-Language": language}).json()["details"]["fields"]
        assert (row["field"], row["problem"][: len(words)]) == ("since", words)


def test_links_are_for_finished_videos_and_live_an_hour_or_as_long_as_asked(people: System) -> None:
    """V9: 409 before there is a file; then signed addresses, refused once their time is over and worthless when changed."""
    with held(people) as queue:
        ada = rich(people)
        job = submit(people, ada, model=MODEL).json()["video"]["id"]
        early = people.call("GET", f"/videos/{job}/links", ada, headers=GERMAN)
        assert (early.status_code, early.json()["error"], early.json()["details"]) == (409, "NO_VIDEO", {"state": "queued"})
        assert early.json()["message"] == "Zu diesem Auftrag gibt es kein fertiges Video."
        queue.release()
        assert ended(people, ada, job)["state"] == "completed"
    found = people.call("GET", f"/videos/{job}/links", ada).json()
    assert timedelta(minutes=44) < datetime.fromisoformat(found["expires_at"]) - people.clock.now() <= timedelta(hours=1)
    assert http_client.get(found["playback"], headers={"Range": "bytes=4-7"}).content == b"ftyp"
    assert f'filename="rushes-{job}.mp4"' in http_client.get(found["download"]).headers["content-disposition"]
    assert http_client.get(found["playback"].replace(job, "0" * 24)).status_code == 403
    assert http_client.get(found["playback"].replace("X-Goog-Expires=3600", "X-Goog-Expires=7200")).status_code == 403
    assert http_client.get(found["playback"].partition("?")[0]).status_code in (401, 403)
    path = f"/videos/{job}/links?minutes="
    day = people.call("GET", f"{path}720", ada).json()
    assert [people.call("GET", f"{path}{minutes}", ada).status_code for minutes in ("0", "721", "x")] == [400] * 3
    people.clock.move(3601)
    assert [http_client.get(day[name]).status_code for name in ("playback", "download", "poster")] == [200] * 3
    for name in ("playback", "download", "poster"):
        assert http_client.get(found[name]).status_code == 400, name
    assert http_client.get(people.call("GET", f"/videos/{job}/links", ada).json()["playback"]).status_code == 200


def test_many_links_come_at_once_and_are_the_same_for_a_while(people: System) -> None:
    """V9: of what is there, in the order asked; the rest is named. `previews` are the posters alone."""
    with held(people) as queue:
        ada, bob = rich(people), rich(people)
        done = submit(people, ada, model=MODEL).json()["video"]["id"]
        queue.release()
        assert ended(people, ada, done)["state"] == "completed"
    old, trashed, hers = films.video(people, ada), films.video(people, ada), films.video(people, bob)
    with held(people):
        live = submit(people, ada, model=MODEL).json()["video"]["id"]
        assert people.call("DELETE", f"/videos/{trashed}", ada).status_code == 204
        asked = [old, hers, done, live, done, trashed, "0" * 24]
        answer = people.call("POST", "/videos/links", ada, json={"ids": asked})
        assert people.call("POST", f"/videos/{live}/cancel", ada).status_code == 200
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert ([each["id"] for each in told["links"]], told["missing"]) == ([old, done], [hers, live, trashed, "0" * 24])
    links = told["links"][1]
    alone = people.call("GET", f"/videos/{done}/links", ada).json()
    assert [_bare(alone[name]) for name in _FILES] == [_bare(links[name]) for name in _FILES]
    assert http_client.get(links["playback"], headers={"Range": "bytes=4-7"}).content == b"ftyp"
    poster = http_client.get(links["poster"])
    assert (poster.status_code, poster.headers["cache-control"]) == (200, "private, max-age=31536000")
    few = people.call("POST", "/videos/links", ada, json={"ids": [done], "previews": True}).json()["links"]
    assert [(_bare(each["poster"]), each["playback"], each["download"]) for each in few] == [(_bare(links["poster"]), None, None)]
    for wrong in ({}, {"ids": []}, {"ids": ["x"]}, {"ids": [done], "minutes": 721}, {"ids": [f"{n:024x}" for n in range(101)]}):
        assert people.call("POST", "/videos/links", ada, json=wrong).status_code == 400, wrong


def test_history_never_carries_addresses_of_files(people: System) -> None:
    """V9: links come on request only."""
    with held(people) as queue:
        ada = rich(people)
        job = submit(people, ada, model=MODEL).json()["video"]["id"]
        queue.release()
        assert ended(people, ada, job)["state"] == "completed"
    (shown,) = people.call("GET", "/videos", ada).json()["videos"]
    assert shown["video"]["object"] == f"{media_home_of(ada.uid)}/videos/{job}.mp4"
    assert "http" not in str(shown)
    eventually(lambda: people.call("GET", "/account", ada).json()["active_jobs"] == 0)

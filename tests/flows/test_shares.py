"""Links to videos and films, by their owners and by whoever opens them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from local.people import Person
from standins.testing import eventually
from tests.faults.firestore_proxy import FirestoreProxy
from tests.faults.second_functions import functions_beside
from tests.fixtures.browser import browsing
from tests.fixtures.films import made, put, video
from tests.fixtures.system import System
from tests.fixtures.videos import key
from tests.unit.media.film.footage import scene

GERMAN = {"Accept-Language": "de"}
ADDRESS = re.compile(r'(?:src|href|data-end|content|action|poster)="([^"]*/s/[^"]*)"')


class Opened(NamedTuple):
    """A page as a visitor got it."""

    status: int
    html: str
    headers: httpx.Headers

    def address(self, of: str) -> str:
        """Of what is on it: `media`, `end`."""
        found = [each.replace("&amp;", "&") for each in ADDRESS.findall(self.html)]
        return next(each for each in found if urlsplit(each).path.endswith(f"/{of}"))


def shared(people: System, person: Person, work_id: str, **more: Any) -> dict[str, Any]:
    answer = asked(people, person, work_id, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()["share"]


def asked(people: System, person: Person, work_id: str, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
    return people.call("POST", "/shares", person, json={"kind": "video", "id": work_id, **more}, headers=headers or key())


def opened(people: System, share: dict[str, Any], method: str = "GET", **options: Any) -> Opened:
    answer = people.http.request(method, share["url"], **options)
    return Opened(answer.status_code, answer.text, answer.headers)


def visits(people: System, person: Person, share: dict[str, Any], days: int = 1) -> dict[str, int]:
    """All that was counted in so many days."""
    told = people.call("GET", f"/shares/{share['token']}?days={days}", person).json()["days"]
    assert len(told) == days
    return {each: sum(day[each] for day in told) for each in ("views", "plays", "ends")}


def with_poster(people: System, job_id: str) -> None:
    where = f"video_jobs/{job_id}"
    name = (people.document(where) or {})["video"]["object"].replace(".mp4", ".jpg")
    put(people, name, b"\xff\xd8 a still")
    people.firestore.document(where).update({"video.poster": name}, timeout=10)


@pytest.fixture(scope="module")
def ada(system: System, met: dict[str, str]) -> Person:
    """One person for all that changes nothing of hers but links."""
    person = system.person()
    met[person.uid] = "all that are shared"
    return person


@pytest.fixture(scope="module")
def fox(system: System, ada: Person) -> str:
    job_id = video(system, ada)
    with_poster(system, job_id)
    return job_id


def test_a_link_shows_a_video_to_whoever_has_it(people: System, ada: Person, fox: str) -> None:
    """V14: a page with title, name, player, poster and length, in the visitor's language; the file plays, in parts too."""
    share = shared(people, ada, fox, title='A "fox" & <i>more</i>', name="Ada <script>", expires_in_days=30, download=True)
    assert re.fullmatch(r"[0-9A-Za-z]{22}", share["token"])
    assert share["url"] == f"{people.url}/s/{share['token']}"
    page, german = opened(people, share), opened(people, share, headers=GERMAN)
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>A &#34;fox&#34; &amp; &lt;i&gt;more&lt;/i&gt;</h1>" in page.html
    assert "Shared by Ada &lt;script&gt;" in page.html
    assert "<i>" not in page.html
    assert page.html.count("<script") == 1  # our own
    assert "Download" in page.html
    assert ("Geteilt von" in german.html, "Herunterladen" in german.html, 'lang="de"' in german.html) == (True, True, True)
    assert (german.headers["content-language"], german.headers["vary"]) == ("de", "Accept-Language")
    for word in (ada.uid, fox, ada.email, "A fox."):  # nothing of its owner, nor of what they asked for
        assert word not in page.html
    assert f'property="og:image" content="{share["url"]}/poster"' in page.html
    for told in ("Content-Security-Policy", "Referrer-Policy", "X-Robots-Tag", "Strict-Transport-Security"):
        assert told in page.headers
    policy = dict(each.split(" ", 1) for each in page.headers["content-security-policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["frame-ancestors"]) == ("'none'", "'self'", "'none'")
    assert "unsafe" not in page.headers["content-security-policy"]

    whole = people.http.get(people.url + page.address("media"), follow_redirects=True)
    part = people.http.get(people.url + page.address("media"), headers={"Range": "bytes=10-19"}, follow_redirects=True)
    assert (whole.status_code, whole.content) == (200, scene(2.0))
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert people.http.get(f"{share['url']}/poster", follow_redirects=True).content[:2] == b"\xff\xd8"
    saved = people.http.get(people.url + page.address("media") + "&download=1", follow_redirects=True)
    assert saved.headers["content-disposition"] == 'attachment; filename="a-fox-i-more-i.mp4"'
    sent = people.http.get(people.url + page.address("media"))
    assert (sent.status_code, sent.headers["cache-control"]) == (302, "no-store")
    assert parse_qs(urlsplit(sent.headers["location"]).query)["X-Goog-Expires"] == ["1800"]
    assert ada.uid not in sent.headers["location"]
    assert people.http.get(f"{people.url}/s/ended.js").headers["content-type"] == "text/javascript; charset=utf-8"


def test_a_link_without_anything_of_its_own_says_little(people: System, ada: Person, fox: str) -> None:
    """V14: no name, no end, no button; what is saved all the same is refused; nobody who is signed out makes one."""
    share = shared(people, ada, fox)
    page = opened(people, share)
    assert "<h1>A video for you</h1>" in page.html
    assert 'controlslist="nodownload"' in page.html
    for word in ("Shared by", "until", "download=1"):
        assert word not in page.html
    refused = people.http.get(people.url + page.address("media") + "&download=1", follow_redirects=True)
    assert refused.status_code == 403
    assert people.call("POST", "/shares", json={"kind": "video", "id": fox}, headers=key()).status_code == 401


def test_what_is_asked_of_it_is_counted_by_day(people: System, ada: Person, fox: str) -> None:
    """V14: a view a page, a play a page whatever is sought in it, an end by the page's own word; HEAD and prefetch are none."""
    share = shared(people, ada, fox)
    page = opened(people, share)
    for part in ("bytes=0-", "bytes=1000-", "bytes=0-1", "bytes=0-"):
        people.http.get(people.url + page.address("media"), headers={"Range": part})
    for _ in range(2):
        assert people.http.post(people.url + page.address("end")).status_code == 204
    assert opened(people, share, "HEAD").html == ""
    opened(people, share, headers={"Sec-Purpose": "prefetch;prerender"})
    people.http.head(people.url + page.address("media"))
    people.http.post(f"{share['url']}/end?t=12345678.{'0' * 16}.{'0' * 32}")
    assert visits(people, ada, share) == {"views": 1, "plays": 1, "ends": 1}
    with ThreadPoolExecutor(8) as crowd:
        pages = list(crowd.map(lambda _: opened(people, share), range(12)))
    assert {each.status for each in pages} == {200}
    for each in pages[:3]:
        people.http.get(people.url + each.address("media"))
    assert visits(people, ada, share) == {"views": 13, "plays": 4, "ends": 1}
    kept = people.documents("share_days", "share_id", share["token"])
    assert 1 <= len(kept) <= 8
    assert {name for each in kept for name in each} <= {
        *("id", "user_id", "share_id", "day", "expires_at", "schema_version", "views", "plays", "ends")
    }  # and nothing of who came
    people.clock.move(24 * 3600)
    opened(people, share)
    days = people.call("GET", f"/shares/{share['token']}?days=2", ada).json()["days"]
    assert [each["views"] for each in days] == [13, 1]


def test_a_password_stands_before_everything(people: System, ada: Person, fox: str) -> None:
    """V14: page, file and poster; it is kept as a hash; tries are counted for each link; no cookie is set."""
    share = shared(people, ada, fox, password="open sesame", title="Secret", name="Ada")
    asks = opened(people, share)
    assert (asks.status, 'type="password"' in asks.html, "Secret" in asks.html, "og:" in asks.html) == (200, True, False, False)
    assert visits(people, ada, share)["views"] == 0
    for path in ("/media", "/poster", "/media?t=12345678.0123456789abcdef.0123456789abcdef0123456789abcdef"):
        assert people.http.get(f"{share['url']}{path}").status_code == 403
    wrong = opened(people, share, "POST", data={"password": "open sesam"})
    assert (wrong.status, "That was not the password." in wrong.html) == (403, True)
    for spoiled in (b"", b"password=", b"\xff\xfe=%", b"password=" + b"x" * 3000, b"&" * 3000):
        assert opened(people, share, "POST", content=spoiled).status == 403
    page = opened(people, share, "POST", data={"password": "open sesame"}, headers=GERMAN)
    assert (page.status, "<h1>Secret</h1>" in page.html, "Geteilt von Ada" in page.html) == (200, True, True)
    assert "og:image" not in page.html
    assert "set-cookie" not in page.headers
    assert people.http.get(people.url + page.address("media"), follow_redirects=True).content == scene(2.0)
    assert people.http.get(people.url + page.address("poster"), follow_redirects=True).status_code == 200
    other = shared(people, ada, fox, password="another one")
    stolen = page.address("media").replace(share["token"], other["token"])
    assert people.http.get(people.url + stolen).status_code == 403  # a ticket is for its own link
    document = people.document(f"shares/{share['token']}") or {}
    assert "sesame" not in str(document)
    answers = [opened(people, other, "POST", data={"password": secrets.token_hex(4)}) for _ in range(12)]
    held = [each for each in answers if each.status == 429]
    assert held
    assert "Too many tries" in held[-1].html
    assert int(held[-1].headers["retry-after"]) <= 60
    assert opened(people, share, "POST", data={"password": "open sesame"}).status == 200  # another's tries
    people.clock.move(61)
    assert opened(people, other, "POST", data={"password": "another one"}).status == 200
    people.clock.move(13 * 3600)
    assert people.http.get(people.url + page.address("media")).status_code == 403  # its ticket has ended


def test_a_link_that_has_ended_says_so(people: System, ada: Person, fox: str) -> None:
    """V14: revoked or past its end it is 410, unknown or long gone 404, each a page that can be read, in both languages."""
    share = shared(people, ada, fox, expires_in_days=1)
    token = share["token"]
    first = people.call("POST", f"/shares/{token}/revoke", ada)
    again = people.call("POST", f"/shares/{token}/revoke", ada)
    assert (first.status_code, first.json()["open"], again.json()) == (200, False, first.json())
    for path in ("", "/media", "/poster"):
        page = people.http.get(f"{share['url']}{path}", headers=GERMAN)
        assert (page.status_code, "Dieser Link gilt nicht mehr" in page.text) == (410, True)
    assert opened(people, share, "HEAD").status == 410
    timed = shared(people, ada, fox, expires_in_days=1)
    people.clock.move(24 * 3600 - 60)
    assert opened(people, timed).status == 200
    people.clock.move(61)
    page = opened(people, timed)
    assert (page.status, "This link has ended" in page.html) == (410, True)
    listed = {each["token"]: each for each in people.call("GET", "/shares?limit=100", ada).json()["shares"]}
    assert (listed[token]["open"], listed[timed["token"]]["open"], listed[timed["token"]]["revoked_at"]) == (False, False, None)
    people.expire(f"shares/{timed['token']}", gone=False)
    assert opened(people, timed).status == 404
    for path in (f"/s/{'0' * 22}", "/s", "/s/short", f"/s/{'0' * 22}/media", "/s/..%2f..%2fetc", f"/s/{token}/what", "/s/%00"):
        page = people.http.get(f"{people.url}{path}")
        assert (page.status_code, "There is nothing here" in page.text) == (404, True), path
    assert (put_on := people.http.put(share["url"])).status_code == 405
    assert put_on.headers["content-type"].startswith("text/html")


def test_a_link_belongs_to_who_made_it(people: System, ada: Person, fox: str) -> None:
    """V14, A1: nobody shares another's video, or sees, ends or counts another's link; no client reads it past the door."""
    share, bob = shared(people, ada, fox), people.person()
    assert asked(people, bob, fox).status_code == 404
    for method, path in (("GET", ""), ("POST", "/revoke")):
        assert people.call(method, f"/shares/{share['token']}{path}", bob).status_code == 404
        assert people.call(method, f"/shares/{'0' * 22}{path}", ada).status_code == 404
        assert people.call(method, f"/shares/short{path}", ada).status_code == 404
    assert people.call("GET", "/shares", bob).json() == {"shares": [], "next_cursor": None}
    for who in (ada, bob, None):
        assert people.read_as(who, f"shares/{share['token']}") == 403
        assert people.write_as(who, f"shares/{share['token']}", {"download": 1}) == 403
        assert people.read_as(who, f"share_days/{share['token']}.2026-01-01.0") == 403
    job = people.firestore.document(f"video_jobs/{fox}")
    job.update({"state": "storing"}, timeout=10)
    assert asked(people, ada, fox).json()["error"] == "NO_VIDEO"
    job.update({"state": "completed"}, timeout=10)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "image"}, "kind"),
        ({"id": "../films"}, "id"),
        ({"expires_in_days": 366}, "expires_in_days"),
        ({"expires_in_days": 0}, "expires_in_days"),
        ({"password": "12345"}, "password"),
        ({"title": "x" * 121}, "title"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_link_that_cannot_be_is_refused_by_its_field(people: System, ada: Person, fox: str, change: Any, field: str) -> None:
    """A3: before anything is read, in both languages, and no password is repeated."""
    answer = people.call("POST", "/shares", ada, json={"kind": "video", "id": fox, **change}, headers={**key(), **GERMAN})
    assert (answer.status_code, answer.json()["error"]) == (400, "INVALID_REQUEST")
    assert [each["field"] for each in answer.json()["details"]["fields"]] == [field]
    assert "12345" not in answer.text
    if field == "password":
        assert "braucht 6 bis 128 Zeichen" in answer.json()["message"]
    missing = people.call("POST", "/shares", ada, json={"kind": "video", "id": fox})
    assert missing.json()["error"] == "IDEMPOTENCY_KEY_REQUIRED"


def test_the_same_key_brings_the_same_link(people: System, ada: Person, fox: str) -> None:
    """P4: asked again, or a dozen at once, there is one; with another wish, or another password, the key is refused."""
    headers, wish = key(), {"kind": "video", "id": fox, "password": "once and again"}
    answers = people.at_once(6, "POST", "/shares", ada, json=wish, headers=headers)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["share"]["token"] for answer in answers}) == 1
    assert sorted(answer.headers.get("Idempotency-Replayed", "") for answer in answers) == ["", *["true"] * 5]
    other = people.call("POST", "/shares", ada, json={**wish, "password": "something else"}, headers=headers)
    assert (other.status_code, other.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_a_hundred_links_can_be_open_at_once(people: System) -> None:
    """L1: those that were revoked, or have ended, are none of them; the limit is an operator's."""
    bob = people.person()
    job_id = video(people, bob)
    people.firestore.document(f"accounts/{bob.uid}").update({"overrides": {"shares": 3}}, timeout=10)
    links = [shared(people, bob, job_id, expires_in_days=1 if nth else None) for nth in range(3)]
    full = asked(people, bob, job_id, headers={**key(), **GERMAN})
    assert (full.status_code, full.json()["error"], full.json()["details"]) == (409, "TOO_MANY_SHARES", {"limit": 3})
    assert full.json()["message"] == "3 Links von dir lassen sich schon öffnen, mehr darfst du nicht haben."
    people.call("POST", f"/shares/{links[0]['token']}/revoke", bob)
    shared(people, bob, job_id)
    assert asked(people, bob, job_id).status_code == 409
    people.clock.move(24 * 3600)
    links += [shared(people, bob, job_id) for _ in range(2)]
    assert asked(people, bob, job_id).status_code == 409
    rows, cursor, tokens = [], "", []
    while cursor is not None:
        page = people.call("GET", f"/shares?limit=2{cursor and f'&cursor={cursor}'}", bob).json()
        rows, cursor = page["shares"], page["next_cursor"]
        tokens += [row["token"] for row in rows]
    assert len(tokens) == len({*tokens}) == 6
    assert tokens[0] == links[-1]["token"]


def test_a_film_is_shared_as_a_video_is_and_ends_with_it(people: System) -> None:
    """V14: its own words; in the trash its links say that it is gone, come back with it, and go for good with it."""
    bob = people.person()
    film = made(people, bob, video(people, bob))
    share = shared(people, bob, film["id"], kind="film", name="Bob")
    assert "<h1>Ein Film für dich</h1>" in opened(people, share, headers=GERMAN).html
    page = opened(people, share)
    assert people.http.get(people.url + page.address("media"), follow_redirects=True).status_code == 200
    assert people.http.get(f"{share['url']}/poster", follow_redirects=True).content[:2] == b"\xff\xd8"
    assert asked(people, bob, film["id"]).status_code == 404  # it is no video
    in_trash_and_back(people, bob, share)
    people.clock.move(31 * 24 * 3600)
    eventually(lambda: people.document(f"films/{film['id']}") is None)
    gone_for_good(people, bob, share)


def test_a_videos_links_lie_in_the_trash_with_it(people: System) -> None:
    """V14: the same of a video, whose job stays: erased before its time, nothing of its links is left."""
    bob = people.person()
    share = shared(people, bob, video(people, bob))
    opened(people, share)
    in_trash_and_back(people, bob, share)
    purged = people.call("POST", "/library/trash/purge", bob, json={"items": [{"kind": "video", "id": share["id"]}]})
    assert purged.status_code == 200, purged.text
    eventually(lambda: people.document(f"shares/{share['token']}") is None)
    gone_for_good(people, bob, share)


def in_trash_and_back(people: System, person: Person, share: dict[str, Any]) -> None:
    """It ends up in the trash."""
    where, item = f"/{share['kind']}s/{share['id']}", {"kind": share["kind"], "id": share["id"]}
    assert people.call("DELETE", where, person).status_code == 204
    gone = opened(people, share)
    assert (gone.status, "This is not here any more" in gone.html) == (410, True)
    assert people.http.get(f"{share['url']}/media").status_code == 410
    assert asked(people, person, share["id"], kind=share["kind"]).status_code == 404
    assert people.call("POST", "/library/trash/restore", person, json={"items": [item]}).json()["restored"] == 1
    assert opened(people, share).status == 200
    assert people.call("DELETE", where, person).status_code == 204


def gone_for_good(people: System, person: Person, share: dict[str, Any]) -> None:
    assert opened(people, share).status == 404
    assert people.documents("share_days", "share_id", share["token"]) == []
    assert (people.document(f"usage/{person.uid}") or {})["shares"] == {}


@pytest.fixture(scope="module")
def beside(system: System) -> Iterator[tuple[System, FirestoreProxy]]:
    """Another instance, what it reads counted."""
    with (
        FirestoreProxy(system.environment["FIRESTORE_EMULATOR_HOST"]) as proxy,
        functions_beside(system.environment, FIRESTORE_EMULATOR_HOST=proxy.host) as url,
        System({**system.environment, "RUSHES_FUNCTIONS_URL": url}) as other,
    ):
        yield other, proxy


def test_a_visit_costs_two_reads_and_one_address_gets_no_more_than_its_share(
    people: System, ada: Person, fox: str, beside: tuple[System, FirestoreProxy]
) -> None:
    """V14, L1: link and video, one write, opened or played; whoever asks too much waits before anything is read, alone."""
    other, proxy = beside
    share = shared(people, ada, fox)
    url = f"{other.url}/s/{share['token']}"
    for _ in range(2):
        assert httpx.get(url).status_code == 200  # and the configuration is known
    proxy.documents.clear()
    assert httpx.get(url).status_code == 200
    assert (proxy.documents["read"], proxy.documents["written"]) == (2, 1)
    proxy.documents.clear()
    assert httpx.get(f"{url}/media").status_code == 302
    assert (proxy.documents["read"], proxy.documents["written"]) == (2, 1)
    proxy.documents.clear()
    unknown = f"{other.url}/s/{'0' * 22}"
    with httpx.Client(timeout=30) as client, ThreadPoolExecutor(8) as crowd:  # whatever they say of where they come from
        answers = list(crowd.map(lambda nth: client.get(unknown, headers={"X-Forwarded-For": f"10.0.0.{nth % 250}"}), range(400)))
    refused = [answer for answer in answers if answer.status_code == 429]
    assert {answer.status_code for answer in answers} == {404, 429}
    assert proxy.documents["read"] <= len(answers) - len(refused)
    assert "One moment, please" in refused[-1].text
    assert int(refused[-1].headers["retry-after"]) >= 1
    with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2")) as elsewhere:
        assert elsewhere.get(url).status_code == 200


def test_a_browser_plays_a_shared_video_and_seeks_in_it_after_a_long_pause(people: System, ada: Person) -> None:
    """V14: under its policy the page plays, seeks in parts, goes on once its first address has ended, and tells of the end."""
    job_id = video(people, ada, scene(20.0, size=(640, 360), key_every=24), seconds=20.0)
    with_poster(people, job_id)
    share = shared(people, ada, job_id, title="Thefoxthatruns" * 8, name="Ada", expires_in_days=9, password="open sesame")
    with browsing() as tab:
        tab.look_like(width=320, height=640, language="de")
        tab.open(share["url"])
        tab.ask("document.querySelector('input').value = 'open sesame'; document.querySelector('button').click()")
        tab.until("document.querySelector('video') !== null")
        assert tab.ask("document.documentElement.scrollWidth") == 320  # whatever its title is, it fits
        tab.ask("window.video = document.querySelector('video'); video.muted = true; video.play()")
        tab.until("video.currentTime > 0.3 && video.duration > 19")
        tab.ask("video.pause()")
        people.clock.move(3 * 3600)
        tab.ask("video.currentTime = 17")
        tab.until("!video.seeking && video.readyState >= 2 && video.currentTime >= 17 && video.error === null")
        tab.ask("video.play()")
        tab.until("video.ended")
        assert visits(people, ada, share, days=2) == {"views": 1, "plays": 1, "ends": 0}  # most of it was not watched
        tab.ask("video.playbackRate = 8; video.currentTime = 0; video.play()")
        tab.until("video.currentTime > 1")
        tab.until("video.ended")
        eventually(lambda: visits(people, ada, share, days=2) == {"views": 1, "plays": 1, "ends": 1})
        assert tab.refused == []
        hosts = {urlsplit(each).netloc for each in tab.requests if each.startswith("http")}
        assert hosts == {urlsplit(people.url).netloc, urlsplit(people.environment["STORAGE_EMULATOR_HOST"]).netloc}

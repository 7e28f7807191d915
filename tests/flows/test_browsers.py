"""What a page from elsewhere may do with the doors' answers and with the files that their links lead to."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from typing import Any

import pytest

from local.people import Person
from local.tools import ROOT, node
from tests.fixtures import films, http_client
from tests.fixtures.images import album, picture
from tests.fixtures.picture_files import JPEG
from tests.fixtures.queues import held
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich

ORIGIN = {"Origin": "https://app.example"}
READ = {"accept-ranges", "content-disposition", "content-length", "content-range", "content-type", "etag"}


def names(answer: Any, header: str) -> set[str]:
    return {name.strip().lower() for name in answer.headers[header].split(",")}


def link_of(people: System, person: Person) -> str:
    image = picture(people, person, album(people, person))
    return people.call("GET", f"/images/{image['id']}/links", person).json()["picture"]


def test_a_page_from_elsewhere_may_read_media_in_whole_and_in_parts(people: System) -> None:
    """V9: fetch to a Blob, a canvas and a video with crossorigin need CORS; the ranges of a seek are asked for first."""
    ada = people.person()
    link = link_of(people, ada)
    asked = {**ORIGIN, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "range"}
    preflight = http_client.options(link, headers=asked)
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (200, "*")
    assert {"range"} <= names(preflight, "access-control-allow-headers")
    assert names(preflight, "access-control-allow-methods") == {"get", "head"}
    whole, part = http_client.get(link, headers=ORIGIN), http_client.get(link, headers={**ORIGIN, "Range": "bytes=0-1"})
    head = http_client.head(link, headers=ORIGIN)
    assert (whole.status_code, part.status_code, head.status_code) == (200, 206, 200)
    assert (part.content, head.headers["content-length"]) == (whole.content[:2], str(len(whole.content)))
    for answer in (whole, part, head, http_client.get(f"{link}0", headers=ORIGIN)):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert names(answer, "access-control-expose-headers") >= READ


def test_a_page_uploads_shows_plays_and_saves_with_what_the_service_gives_it(people: System) -> None:
    """V9, I2, E2: in a browser, by XHR, <img>, <video> with a seek, canvas, fetch; what was seen once is not sent again."""
    ada = people.person()
    video = films.video(people, ada)
    told = {
        **os.environ,
        "API": people.url,
        "TOKEN": ada.token,
        "ALBUM": album(people, ada),
        "PICTURE": base64.b64encode(JPEG).decode(),
        "VIDEO": video,
    }
    program = [node() or "node", str(ROOT / "tests" / "flows" / "media_page.mjs")]
    with people.passing():
        done = subprocess.run(program, env=told, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert (seen["image"], seen["progress"][-1], seen["kept"]) == ("ready", seen["size"], "image/webp")
    assert seen["named"] == f'attachment; filename="rushes-{video}.mp4"'
    assert seen["seconds"] == pytest.approx(films.SECONDS, abs=0.05)  # sound ends a little later, by some browsers' count
    assert seen["saved"] == (people.document(f"video_jobs/{video}") or {})["video"]["bytes"]
    assert seen["cached"] == 1, seen


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_page_from_elsewhere_may_not_write_media(people: System, method: str) -> None:
    """V9: neither by the preflight nor by the signature."""
    ada = people.person()
    link = link_of(people, ada)
    preflight = http_client.options(link, headers={**ORIGIN, "Access-Control-Request-Method": method})
    assert "access-control-allow-origin" not in preflight.headers
    assert http_client.request(method, link).status_code == 403
    assert http_client.get(link).status_code == 200


def test_what_the_provider_delivers_is_for_no_page(system: System) -> None:
    """V9: the bucket that providers write into has no CORS; only the checked copy is for browsers."""
    bucket = system.environment["RUSHES_BUCKET_PROVIDER_OUT"]
    address = f"{system.environment['STORAGE_EMULATOR_HOST']}/{bucket}/a.mp4"
    preflight = http_client.options(address, headers={**ORIGIN, "Access-Control-Request-Method": "GET"})
    assert "access-control-allow-origin" not in preflight.headers
    assert "access-control-allow-origin" not in http_client.get(address, headers=ORIGIN).headers


def test_a_page_reads_the_name_of_an_export_and_whether_a_wish_was_taken_before(people: System) -> None:
    """P4, V2, L1: Content-Disposition, Idempotency-Replayed, request id, Retry-After and what is left are exposed."""
    ada = rich(people)
    export = people.call("GET", "/prompts/export", ada, headers=ORIGIN, params={"format": "csv"})
    assert "content-disposition" in names(export, "access-control-expose-headers")
    with held(people):
        headers = {**key(), **ORIGIN}
        answers = [people.call("POST", "/videos", ada, json=WISH, headers=headers) for _ in range(2)]
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true"]
    assert names(answers[1], "access-control-expose-headers") >= {"idempotency-replayed", "retry-after", "x-request-id"}
    assert names(answers[0], "access-control-expose-headers") >= {"ratelimit", "ratelimit-policy"}
    policies = [answer.headers.get("RateLimit-Policy") for answer in (export, *answers)]
    assert policies == ['"calls";q=100;w=60', '"generation";q=10;w=60', None]  # what was told again has counted in none
    assert answers[0].headers["RateLimit"] == '"generation";r=9;t=6'

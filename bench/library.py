"""Documents read by a page of the library, a search, the trash and a visit, beside some works and beside twice as many.

The emulator looks at all that somebody has for each search, which real indexes do not: with twenty thousand works it would not
answer in time. What the code asks for beside so many is counted without it (tests/unit/lifecycle/test_library.py).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import httpx
from google.cloud.firestore_v1.client import Client

from bench import users
from bench.metrics import Metric
from bench.submits import emulated
from local.people import Person
from local.stack import Stack
from shared.catalog.wish import Wish
from shared.lifecycle import words
from shared.platform.user_ids import media_home_of
from shared.videos.model import Job
from shared.videos.states import JobState
from tests.faults.firestore_proxy import FirestoreProxy
from tests.faults.second_functions import functions_beside

_SIZES = (1_000, 2_000)  # with the first, no page is short for want of works
_MODELS = ("vertex/veo-3.1-generate-001", "vertex/veo-3.1-lite-generate-001")
_PAGE = 20
_AT_ONCE = 250  # in a commit


class Asked(NamedTuple):
    """A call, and how many documents it may read."""

    path: str
    most: int


ASKED: Mapping[str, Asked] = {
    "page": Asked(f"/videos?limit={_PAGE}", _PAGE),
    "filter": Asked(f"/videos?favourite=true&limit={_PAGE}", _PAGE),
    "filters": Asked(f"/videos?favourite=true&model={_MODELS[1]}&seconds_min=4&limit={_PAGE}", 60),
    "search": Asked(f"/videos?q=lantern&limit={_PAGE}", _PAGE),
    "search_of_words": Asked(f"/videos?q=red+lantern&limit={_PAGE}", 200),
    "search_and_filters": Asked(f"/videos?q=lantern&tag=night&favourite=true&limit={_PAGE}", 200),
    "search_in_vain": Asked(f"/videos?q=lantana&limit={_PAGE}", 200),
    "trash": Asked(f"/library/trash?limit={_PAGE}", _PAGE + 5),  # a query that finds nothing costs one
    "share_view": Asked("/s/{token}", 2),
    "share_play": Asked("/s/{token}/media", 2),
}


class Shelf:
    """Somebody's videos, as many as are asked for, and a link to one of them."""

    def __init__(self, http: httpx.Client, proxy: FirestoreProxy, firestore: Client, person: Person) -> None:
        self._http, self._proxy, self._firestore, self._person, self._count = http, proxy, firestore, person, 0
        self._token = ""

    def grow(self, count: int) -> None:
        for start in range(self._count, count, _AT_ONCE):
            batch = self._firestore.batch()
            for number in range(start, min(start + _AT_ONCE, count)):
                job = self._video(number)
                batch.create(self._firestore.document(job.path), {**job.fields(), "deleted_at": job.purge_at})
            batch.commit(timeout=60)
        self._count = count
        if not self._token:
            latest = self._http.get("/videos?limit=1", headers=self._person.headers).raise_for_status().json()["videos"][0]
            key = {"Idempotency-Key": secrets.token_hex(8)}
            asked = {"kind": "video", "id": latest["id"]}
            made = self._http.post("/shares", json=asked, headers={**self._person.headers, **key}).raise_for_status()
            self._token = made.json()["share"]["token"]

    def _video(self, number: int) -> Job:
        """Every tenth a favourite, every fiftieth in the trash; each has a fox, many a lantern, few a red one."""
        at = datetime.now(UTC) - timedelta(days=1, seconds=number)
        what = "red lantern" if number % 20 == 0 else "lantern" if number % 3 == 0 else "pier"
        wish = Wish(_MODELS[number // 10 % 2], f"A fox beside a {what}, take {number}.", 4, "16:9", "720p", True)
        tags = ("night",) if number % 7 == 0 else ()
        job_id = secrets.token_hex(12)
        file: Any = {
            "object": f"{media_home_of(self._person.uid)}/videos/{job_id}.mp4",
            "bytes": 3,
            "crc32c": "AAAAAA==",
            "seconds": 4.0,
        }
        file |= {"width": 320, "height": 180, "fps": 24.0, "video_codec": "h264", "audio_codec": None, "poster": "none"}
        return Job(
            job_id,
            self._person.uid,
            JobState.COMPLETED,
            wish,
            0,
            False,
            at,
            at,
            None,
            at,
            outcome="completed",
            ended_at=at,
            favourite=number % 10 == 0,
            tags=tags,
            terms=tuple(words.terms(tags, None, wish.prompt)),
            purge_at=datetime.now(UTC) + timedelta(days=9) if number % 50 == 49 else None,
            video=file,
        )

    def reads(self) -> dict[str, int]:
        """Of each call, once it was made before: its first reads the configuration."""
        return {name: self._read(asked.path.format(token=self._token)) for name, asked in ASKED.items()}

    def _read(self, path: str) -> int:
        for _ in range(2):
            self._proxy.documents.clear()
            answer = self._http.get(path, headers=self._person.headers, follow_redirects=False)
            assert answer.status_code in (200, 302), (path, answer.status_code, answer.text)
        return self._proxy.documents["read"]


def measure(stack: Stack) -> Iterator[Metric]:
    firestore = emulated(stack.environment["FIRESTORE_EMULATOR_HOST"], stack.project)
    (person,) = users.make(firestore, stack.project, 1)
    with (
        FirestoreProxy(stack.environment["FIRESTORE_EMULATOR_HOST"]) as proxy,
        functions_beside(stack.environment, FIRESTORE_EMULATOR_HOST=proxy.host) as url,
        httpx.Client(base_url=url, timeout=60) as http,
    ):
        shelf = Shelf(http, proxy, firestore, person)
        few, many = _SIZES
        shelf.grow(few)
        before = shelf.reads()
        shelf.grow(many)
        after = shelf.reads()
    for name, asked in ASKED.items():
        yield Metric(f"library_reads.{name}", after[name], "documents", asked.most, f"beside {many} videos of one's own")
    grown = sum(after.values()) - sum(before.values())
    yield Metric("library_reads.growth", grown, "documents", 0, f"all of them together, against beside {few}")

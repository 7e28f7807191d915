"""What a storyboard costs: documents read and written until it is shot and its film made, and an autosave over its bare calls.

Documents are counted at the wire, as for one job; scenes take turns three at a time, as they do for anybody. The floor of
an autosave is one read of the storyboard and one commit of both of its documents, in one process; both take turns.
"""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
from google.cloud.firestore_v1.client import Client

from bench import users
from bench.metrics import Metric
from bench.submits import emulated
from local.people import Person
from local.stack import Stack
from tests.faults.firestore_proxy import FirestoreProxy
from tests.faults.second_functions import functions_beside

_SCENES = 10
_SLOTS = 3
_PEOPLE = 8  # so that nobody makes more calls a minute than one may
_PAIRS = 120
_PATIENCE_S = 180.0
_BOARD: dict[str, Any] = {
    "name": "The lantern",
    "language": "en",
    "model": "vertex/veo-3.1-fast-generate-001",
    "character": {"name": "Mara", "look": "short grey hair", "clothing": "a yellow raincoat"},
    "scenes": [
        {"action": f"She takes step {number} along the pier.", "setting": "a harbour at night", "duration": 4}
        for number in range(_SCENES)
    ],
}


def measure(stack: Stack) -> Iterator[Metric]:
    firestore = emulated(stack.environment["FIRESTORE_EMULATOR_HOST"], stack.project)
    yield from _autosave(stack, firestore)
    held = {"bucket": stack.environment["RUSHES_BUCKET_PROVIDER_OUT"]}
    events = f"{stack.environment['STORAGE_EMULATOR_HOST']}/_local/events"
    with (
        FirestoreProxy(stack.environment["FIRESTORE_EMULATOR_HOST"]) as proxy,
        functions_beside(stack.environment, FIRESTORE_EMULATOR_HOST=proxy.host) as url,
        httpx.Client(base_url=url, timeout=60) as http,
    ):
        http.post(f"{events}/hold", json=held).raise_for_status()  # they would pass by the counter
        yield from _counted(http, stack, firestore, proxy)
        http.post(f"{events}/release", json={**held, "order": "original"}).raise_for_status()  # answers once all are told


def _counted(http: httpx.Client, stack: Stack, firestore: Client, proxy: FirestoreProxy) -> Iterator[Metric]:
    (person,) = users.make(firestore, stack.project, 1)
    firestore.document(f"accounts/{person.uid}").update({"overrides.active_jobs": _SLOTS}, timeout=10)
    _shot(http, stack, firestore, person)  # the first one reads the configuration
    proxy.documents.clear()
    videos = _shot(http, stack, firestore, person)
    how = f"{_SCENES} scenes, from the order to the last video, {_SLOTS} at a time; configuration apart"
    yield Metric("storyboard_shot_reads_per_scene", proxy.documents["read"] / _SCENES, "documents", 15, how)
    yield Metric("storyboard_shot_writes_per_scene", proxy.documents["written"] / _SCENES, "documents", 14, how)
    _film(http, firestore, person, videos[:2])
    proxy.documents.clear()
    _film(http, firestore, person, videos)
    how = f"{_SCENES} scenes copied, from the order to the file"
    yield Metric("film_reads", proxy.documents["read"], "documents", 32, how)
    yield Metric("film_writes", proxy.documents["written"], "documents", 10, how)


def _shot(http: httpx.Client, stack: Stack, firestore: Client, person: Person) -> list[str]:
    board = http.post("/storyboards", json=_BOARD, headers=person.headers).raise_for_status().json()["id"]
    shot = http.post(f"/storyboards/{board}/shoot", json={}, headers=_once(person)).raise_for_status().json()
    jobs = [video["id"] for video in shot["videos"]]
    places = [firestore.document(f"video_jobs/{job_id}") for job_id in jobs]

    def over() -> bool:
        stack.clock.move(2)
        states = {(row.to_dict() or {})["state"] for row in firestore.get_all(places, timeout=10)}  # past the counter
        if "failed" in states:
            raise RuntimeError("a scene that was to be counted failed")
        return states == {"completed"}

    _until(over)
    return jobs


def _film(http: httpx.Client, firestore: Client, person: Person, videos: list[str]) -> None:
    wish = {"scenes": [{"video_id": video} for video in videos]}
    film = http.post("/films", json=wish, headers=_once(person)).raise_for_status().json()["film"]["id"]
    where = firestore.document(f"films/{film}")
    _until(lambda: (where.get(timeout=10).to_dict() or {})["status"] == "completed")


def _once(person: Person) -> dict[str, str]:
    return {**person.headers, "Idempotency-Key": secrets.token_hex(8)}


def _until(look: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not look():
        if time.monotonic() > until:
            raise RuntimeError("what was to be counted did not come to its end")
        time.sleep(0.05)


def _autosave(stack: Stack, firestore: Client) -> Iterator[Metric]:
    people = users.make(firestore, stack.project, _PEOPLE)
    with httpx.Client(base_url=stack.environment["RUSHES_FUNCTIONS_URL"], timeout=30) as http:
        ours, bare = [[_Board(http, firestore, person) for person in people] for _ in range(2)]
        pairs: list[tuple[float, float]] = []
        for number in range(-2 * _PEOPLE, _PAIRS):
            place = number % _PEOPLE
            pair = _ms(bare[place].save_bare), _ms(ours[place].save)
            if number >= 0:
                pairs.append(pair)
    floor, found = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    yield Metric("autosave_vs_floor", found / floor, "× bare calls", 1.6, f"median PATCH of {_SCENES} scenes over HTTP")
    yield Metric("autosave_p50_ms", found, "ms")


class _Board:
    """One person's storyboard, saved through the function or by the bare calls that this cannot do without."""

    def __init__(self, http: httpx.Client, firestore: Client, person: Person) -> None:
        self._http, self._firestore, self._person, self._saves = http, firestore, person, 0
        made = http.post("/storyboards", json=_BOARD, headers=person.headers).raise_for_status().json()
        self._id, self._version = made["id"], made["version"]

    def _scenes(self) -> list[dict[str, Any]]:
        self._saves += 1
        return [{**scene, "mood": f"calm {self._saves}"} for scene in _BOARD["scenes"]]

    def save(self) -> None:
        body = {"expected_version": self._version, "scenes": self._scenes()}
        answer = self._http.patch(f"/storyboards/{self._id}", json=body, headers=self._person.headers).raise_for_status()
        self._version = answer.json()["version"]

    def save_bare(self) -> None:
        where = self._firestore.document(f"storyboards/{self._id}")
        (seen,) = self._firestore.get_all([where], retry=None, timeout=5)
        before = seen.to_dict() or {}
        scenes = [{**scene, "mood": new["mood"]} for scene, new in zip(before["scenes"], self._scenes(), strict=True)]
        after = {**before, "version": before["version"] + 1, "scenes": scenes}
        batch: Any = self._firestore.batch()
        batch.update(where, after, option=self._firestore.write_option(last_update_time=seen.update_time))
        batch.create(where.collection("versions").document(str(after["version"])), after)
        batch.commit(retry=None, timeout=5)


def _ms(call: Callable[[], None]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000

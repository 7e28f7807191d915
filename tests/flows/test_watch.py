"""watch: long polls on the running stack. Other tests may move its clock, so waits are measured by that clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, NamedTuple

import httpx
import pytest

from local.people import Person
from standins.testing import eventually
from tests.faults.trouble import marked, ops, reaches, wished
from tests.fixtures.films import asked, video
from tests.fixtures.images import album, picture
from tests.fixtures.queues import MODEL, held
from tests.fixtures.system import System
from tests.fixtures.videos import key, rich, submit
from tests.fixtures.views import as_view

WAIT = timedelta(seconds=23)  # of the 25 that may be asked for: the answer is there within them


class Watched(NamedTuple):
    answer: httpx.Response
    took: timedelta  # by the stack's clock

    @property
    def state(self) -> str:
        return self.answer.json()["state"]


def watch(people: System, person: Person, job_id: str, **query: Any) -> Watched:
    began = people.clock.now()
    answer = people.call("GET", f"/watch/{job_id}", person, params=query)
    return Watched(answer, people.clock.now() - began)


def queued(people: System) -> tuple[Person, str]:
    ada = rich(people)
    return ada, submit(people, ada, model=MODEL).json()["video"]["id"]


@pytest.fixture
def job(people: System) -> Generator[tuple[Person, str]]:
    """Somebody's job that stays queued."""
    with held(people):
        yield queued(people)


@pytest.mark.parametrize("query", [{}, {"state": "queued", "wait": 0}, {"wait": 25}, {"state": "processing"}])
def test_who_knows_another_state_or_none_is_answered_at_once(
    people: System, job: tuple[Person, str], query: dict[str, Any]
) -> None:
    """V9: the first look costs no wait, and tells the same as a plain look."""
    ada, job_id = job
    began = time.monotonic()
    answer = watch(people, ada, job_id, **query).answer
    assert time.monotonic() - began < 5
    assert answer.status_code == 200
    assert answer.json() == {**people.call("GET", f"/videos/{job_id}", ada).json(), "progress": None}
    as_view("WatchedVideo", answer.json())


def test_a_new_state_is_told_as_soon_as_it_is_there(people: System, job: tuple[Person, str]) -> None:
    """V9: without a second call; how soon: tests/faults/test_waiting.py."""
    ada, job_id = job
    with ThreadPoolExecutor(1) as app:
        waiting = app.submit(watch, people, ada, job_id, state="queued", wait=25)
        assert people.call("POST", f"/videos/{job_id}/cancel", ada).status_code == 200
        began = time.monotonic()
        told = waiting.result(10)
    assert (told.state, time.monotonic() - began < 5) == ("cancelled", True)


def test_without_a_new_state_the_unchanged_job_comes_after_the_wait(people: System, job: tuple[Person, str]) -> None:
    """V9: 200 and the same body, so that the app just asks again."""
    ada, job_id = job
    with ThreadPoolExecutor(1) as app:
        waiting = app.submit(watch, people, ada, job_id, state="queued", wait=25)
        eventually(lambda: people.clock.move(13) or waiting.done())
    told = waiting.result()
    assert (told.answer.status_code, told.state) == (200, "queued")
    assert told.took >= WAIT


def test_a_video_is_followed_to_its_end_in_a_few_calls(people: System) -> None:
    """V9: each call tells a new state, or took its whole wait."""
    ada = rich(people)
    seen: list[Watched] = []

    def follow(job_id: str) -> None:
        state = "queued"
        while state not in ("completed", "failed", "cancelled"):
            seen.append(watch(people, ada, job_id, state=state))
            state = seen[-1].state

    with ThreadPoolExecutor(1) as app:
        following = app.submit(follow, submit(people, ada).json()["video"]["id"])
        eventually(lambda: people.clock.move(2) or following.done())
        following.result()
    states = [each.state for each in seen]
    order = ["queued", "submitting", "unconfirmed", "processing", "storing", "completed"]
    assert states[-1] == "completed"
    assert sorted(states, key=order.index) == states
    assert all(told.state != before or told.took >= WAIT for told, before in zip(seen, ["queued", *states], strict=False))


def test_how_far_a_video_is_is_told_by_who_makes_it(people: System) -> None:
    """V9: in per cent, by one question in five seconds however many wait, and in no document."""
    ada = rich(people)
    job_id = wished(people, ada, marked(render_seconds=200), model="openai-videos/sim-video-1")
    reaches(people, job_id, "processing", step_s=0)
    work = ops(people, job_id)["attempts"]["a1"]["operation"]
    told_of = {"wire": "openai-videos", "since": people.clock.now().isoformat()}

    def questions() -> int:
        journal = f"{people.environment['GOOGLE_VERTEX_BASE_URL']}/_local/journal"
        entries = people.http.get(journal, params=told_of).raise_for_status().json()["entries"]
        return sum(entry["path"].endswith(f"/videos/{work}") for entry in entries)

    percents, asked = list[int](), list[int]()
    for _ in range(3):
        people.clock.move(30)
        eventually(people.rests)  # its checks are questions too
        before = questions()
        together = people.at_once(6, "GET", f"/watch/{job_id}", ada)
        (told,) = {each.json()["progress"] for each in together}
        percents.append(told)
        asked.append(questions() - before)
    assert asked == [1, 1, 1]
    assert (percents == sorted(set(percents)), percents[0] > 0, percents[-1] < 50) == (True, True, True)
    assert (people.document(f"video_jobs/{job_id}") or {})["progress"] is None
    assert people.call("POST", f"/videos/{job_id}/cancel", ada).status_code == 200
    assert people.call("GET", f"/watch/{job_id}", ada).json()["progress"] is None


def test_films_and_prompts_are_waited_for_as_videos_are(people: System) -> None:
    """V9, F2, P1: told as soon as there is a new state, at once to who knows another one, and to nobody else."""
    ada, bob = rich(people), people.person()
    with held(people, "compile") as films, held(people, "write") as prompts, ThreadPoolExecutor(2) as app:
        film = asked(people, ada, video(people, ada))
        image = picture(people, ada, album(people, ada))["id"]
        prompt = people.call("POST", "/prompts", ada, json={"image_id": image}, headers=key()).json()["prompt"]["id"]
        known = {f"/watch/films/{film}": ("queued", films), f"/watch/prompts/{prompt}": ("pending", prompts)}
        for path, (state, queue) in known.items():
            assert people.call("GET", path, ada).json() == people.call("GET", path.removeprefix("/watch"), ada).json()
            assert people.call("GET", path, bob, params={"state": state}).status_code == 404
            assert people.call("GET", path, ada, params={"state": "asleep"}).status_code == 400
            waiting = app.submit(people.call, "GET", path, ada, params={"state": state, "wait": 25})
            queue.release()
            assert waiting.result(20).json()["status"] != state


@pytest.mark.parametrize("query", ["state=queued&wait=26", "state=queued&wait=-1", "state=asleep", "wait=long", "until=now"])
def test_a_wrong_wait_or_state_is_400(people: System, query: str) -> None:
    """Q3: the asynchronous door has the same frame as every other."""
    answer = people.call("GET", f"/watch/{'0' * 24}?{query}", people.person(), headers={"Accept-Language": "de"})
    assert (answer.status_code, answer.json()["error"]) == (400, "INVALID_REQUEST")
    assert answer.json()["message"].startswith("Die Anfrage ist ungültig")
    assert answer.json()["requestId"] == answer.headers["X-Request-Id"]


def test_somebody_elses_job_does_not_exist(people: System, job: tuple[Person, str]) -> None:
    """A2: 404, at once, for another's job as for none; 401 without a token."""
    _, job_id = job
    other = people.person()
    for each in (job_id, "0" * 24):
        answer = watch(people, other, each, state="queued", wait=25).answer
        assert (answer.status_code, answer.json()["error"]) == (404, "NOT_FOUND")
    assert people.call("GET", f"/watch/{job_id}").status_code == 401


def test_ten_may_wait_for_one_user_and_who_hangs_up_makes_room(people: System, job: tuple[Person, str]) -> None:
    """L1, V9: the eleventh is 429; a caller who is gone takes no place, however long the wait was meant to be."""
    ada, job_id = job

    async def wait_and_hang_up() -> httpx.Response:
        headers, url = people.signed_in(ada).headers, f"{people.url}/watch/{job_id}"
        async with httpx.AsyncClient(timeout=30) as http:
            waits = [asyncio.create_task(http.get(f"{url}?state=queued", headers=headers)) for _ in range(10)]
            tries = 20  # until all ten are in; a probe that knows another state is answered at once
            while (probe := await http.get(f"{url}?state=processing", headers=headers)).status_code != 429 and tries:
                tries -= 1
            for each in waits:
                each.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
            return probe

    def refused() -> httpx.Response | None:
        people.clock.move(20)  # room for as many calls again
        last = asyncio.run(wait_and_hang_up())
        return last if last.status_code == 429 else None

    eleventh = eventually(refused)
    assert {"limit": 10, "remaining": 0}.items() <= eleventh.json()["details"].items()
    assert "10 things at once" in eleventh.json()["message"]
    hung_up = people.clock.now()
    eventually(lambda: watch(people, ada, job_id, state="processing").answer.status_code == 200)
    assert people.clock.now() - hung_up < WAIT / 2  # and not because their time was over


def test_a_hundred_who_wait_do_not_slow_down_who_looks(people: System) -> None:
    """V9: waiting takes no thread and hardly any time from other calls."""
    with held(people):
        owners = [queued(people) for _ in range(10)]
        times, waited = asyncio.run(_looks_while_waiting(people, owners))
    assert waited == {200}
    assert sorted(times)[round(len(times) * 0.95) - 1] < 1.0


async def _looks_while_waiting(people: System, owners: list[tuple[Person, str]]) -> tuple[list[float], set[int]]:
    async with httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=200)) as http:

        async def get(path: str, person: Person) -> httpx.Response:
            return await http.get(f"{people.url}{path}", headers=people.signed_in(person).headers)

        waits = [asyncio.create_task(get(f"/watch/{job_id}?state=queued", owner)) for owner, job_id in owners for _ in range(10)]
        times: list[float] = []
        for owner, job_id in owners * 4:
            began = time.perf_counter()
            assert (await get(f"/videos/{job_id}", owner)).status_code == 200
            times.append(time.perf_counter() - began)
        while not all(each.done() for each in waits):
            people.clock.move(13)
            await asyncio.wait(waits, timeout=0.3)
        return times, {each.result().status_code for each in waits}

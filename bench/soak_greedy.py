"""Two greedy users among many: what the others wait for their videos, texts and films with them and without, in turn.

The greedy ones keep all the work that they may have: films of a hundred clips, texts for a hundred pictures, videos by the
hundred; and they call beside it for what is refused, three times as often as they may. Their calls and workers have a process
of their own, as the platform gives instances to more callers: what is shared is everything behind the functions, its queues
and the limits. The clock is left alone: seconds are real.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from bench.metrics import Metric
from standins.testing import eventually
from tests.faults.second_functions import second_functions
from tests.fixtures import films
from tests.fixtures.system import System
from tests.fixtures.texts import collection_of, image_of
from tests.fixtures.videos import key, rich

GREEDY = 2
_ROUNDS = 2  # of each kind, one after the other
_CALLERS = 8
_MANY = 100
_CREDITS = 50_000
_WAIT_S = 25
_BETWEEN_S = 0.2  # one greedy user's refused calls come this far apart
_AFTER_REFUSAL_S = 0.5
_MOST_TIMES = 1.5
_LATE_S = 0.25  # what an app does not feel: below it a ratio is noise
_VIDEO = {"prompt": "A quiet harbour at dawn.", "seconds": 4}
Waits = dict[str, list[float]]


class Neighbour:
    """One of the others: a picture and a finished video at hand, and patience."""

    def __init__(self, system: System) -> None:
        self._system, self._person = system, rich(system, _CREDITS)
        self._image, self._video = image_of(system, self._person), films.video(system, self._person)

    def waits(self) -> dict[str, float]:
        return {"submit": _timed(self._submit), "prompt": _timed(self._prompt), "film": _timed(self._film)}

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._system.call("POST", path, self._person, json=body, headers=key())
        if answer.status_code != 202:
            raise RuntimeError(f"somebody who asked for little was answered {answer.status_code}: {answer.text}")
        return answer.json()

    def _submit(self) -> None:
        self._call("/videos", {**_VIDEO, "queue": True})

    def _prompt(self) -> None:
        prompt = self._call(f"/prompts?wait={_WAIT_S}", {"image_id": self._image})["prompt"]
        eventually(
            lambda: (self._system.document(f"video_prompts/{prompt['id']}") or {})["status"] == "completed",
            "their text is written",
        )

    def _film(self) -> None:
        film = self._call("/films", {"scenes": [{"video_id": self._video}]})["film"]
        eventually(lambda: (self._system.document(f"films/{film['id']}") or {})["status"] == "completed", "their film is made")


class Greedy:
    """Takes whatever is given, from the beginning to the end of a block."""

    def __init__(self, system: System) -> None:
        self._system, self._person = system, rich(system, _CREDITS)
        self._collection = collection_of(system, self._person, _MANY)
        for _ in range(_MANY):
            image_of(system, self._person, collection=self._collection)
        self._video = films.video(system, self._person)
        self.answers: Counter[int] = Counter()
        self._over = threading.Event()

    def __enter__(self) -> None:
        self._over.clear()
        loops = (self._films, self._texts, self._videos, self._refused)
        self._threads = [threading.Thread(target=loop, daemon=True) for loop in loops]
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _films(self) -> None:
        self._keep_asking(lambda: ("/films", {"scenes": [{"video_id": self._video}] * _MANY}))

    def _texts(self) -> None:
        self._keep_asking(lambda: ("/prompts/collection", {"collection_id": self._collection}))

    def _videos(self) -> None:
        self._keep_asking(lambda: ("/videos/batch", [_VIDEO] * _MANY))

    def _refused(self) -> None:
        """A quote, a video that is not there, one that costs too much, a film of nothing."""
        nothing = "0" * 24
        wishes: tuple[tuple[str, str, Any], ...] = (
            ("POST", "/videos/quote", _VIDEO),
            ("GET", f"/videos/{nothing}", None),
            ("POST", "/videos", {**_VIDEO, "model": "nobody/nothing"}),
            ("POST", "/films", {"scenes": [{"video_id": nothing}] * _MANY}),
        )
        for method, path, body in itertools.cycle(wishes):
            if self._over.wait(_BETWEEN_S):
                return
            self._answered(method, path, body)

    def _keep_asking(self, wish: Callable[[], tuple[str, Any]]) -> None:
        while not self._over.is_set():
            path, body = wish()
            if self._answered("POST", path, body) != 202:
                self._over.wait(_AFTER_REFUSAL_S)

    def _answered(self, method: str, path: str, body: Any) -> int:
        try:
            status = self._system.call(method, path, self._person, json=body, headers=key()).status_code
        except httpx.TransportError:
            status = 0
        self.answers[status] += 1
        return status


def measure(system: System, users: int, tell: Callable[[str], None]) -> Iterator[Metric]:
    with second_functions(system) as beside:
        yield from _measured(system, beside, users, tell)


def _measured(system: System, beside: System, users: int, tell: Callable[[str], None]) -> Iterator[Metric]:
    tell(f"{users} users get ready, {GREEDY} of them greedy")
    with ThreadPoolExecutor(_CALLERS) as callers:
        neighbours = list(callers.map(lambda _: Neighbour(system), range(users - GREEDY)))
        greedy = list(callers.map(lambda _: Greedy(beside), range(GREEDY)))
    _block(neighbours[:_CALLERS])  # what is cold gets warm
    quiet, greeted = Waits(), Waits()
    for number in range(1, _ROUNDS + 1):
        tell(f"round {number} of {_ROUNDS}: the others alone")
        _add(quiet, _block(neighbours))
        tell(f"round {number} of {_ROUNDS}: with {GREEDY} greedy users")
        with greedy[0], greedy[1]:
            _add(greeted, _block(neighbours))
    for kind, waits in greeted.items():
        alone, then = _p95(quiet[kind]), _p95(waits)
        yield Metric(f"soak.greedy.{kind}_p95_s.alone", alone, "s")
        yield Metric(f"soak.greedy.{kind}_p95_s.beside", then, "s")
        told = f"p95 of {len(waits)} waits beside {GREEDY} greedy users, over the same without them"
        yield Metric(f"soak.greedy.{kind}", max(then, _LATE_S) / max(alone, _LATE_S), "", _MOST_TIMES, told)
    answers = sum((each.answers for each in greedy), Counter[int]())
    told = ", ".join(f"{count} × {status or 'none'}" for status, count in answers.most_common())
    yield Metric("soak.greedy.calls", answers.total(), "calls", None, told)
    yield Metric(
        "soak.greedy.broken", sum(count for status, count in answers.items() if status >= 500 and status != 503), "calls", 0
    )


def _block(neighbours: list[Neighbour]) -> list[dict[str, float]]:
    with ThreadPoolExecutor(_CALLERS) as callers:
        return list(callers.map(Neighbour.waits, neighbours))


def _add(waits: Waits, block: list[dict[str, float]]) -> None:
    for one in block:
        for kind, seconds in one.items():
            waits.setdefault(kind, []).append(seconds)


def _p95(waits: list[float]) -> float:
    return sorted(waits)[int(0.95 * len(waits))]


def _timed(act: Callable[[], None]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began

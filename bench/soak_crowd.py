"""The soak's users at work: a few threads call for them in turn, as often as they are let, while time and trouble go on."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import httpx

from bench.soak_wishes import MODELS, WAVE, Plan, Wished
from local.people import Person
from tests.faults.trouble import Trouble
from tests.fixtures import http_client
from tests.fixtures.storyboards import begun, shoot
from tests.fixtures.system import System
from tests.fixtures.texts import ask, image_of
from tests.fixtures.videos import key, rich

_CALLERS = 8
_CREDITS = 5_000
_BUSY = 12  # tasks that are due or in flight: time waits until they are done
_LOOK_S = 0.03
_PATIENCE_S = 20.0  # for one call that gets no answer


class Crowd:
    def __init__(self, system: System, users: int) -> None:
        self.system = system
        with ThreadPoolExecutor(_CALLERS) as callers:
            self.people = list(callers.map(lambda _: rich(system, _CREDITS), range(users)))
        self.accepted: Counter[str] = Counter()  # videos, by user
        self.refused: Counter[str] = Counter()  # calls that were made again, by status
        self._lock = threading.Lock()
        self._over = threading.Event()

    def work(self, plan: Plan) -> None:
        """Until every wish was accepted once."""
        with ThreadPoolExecutor(_CALLERS) as callers:
            turns = [callers.submit(self._serve, plan, caller) for caller in range(_CALLERS)]
            for turn in turns:
                turn.result()

    def end(self) -> None:
        self._over.set()

    @property
    def videos(self) -> int:
        return sum(self.accepted.values())

    def _serve(self, plan: Plan, caller: int) -> None:
        """Every eighth user: whoever is refused for now is asked again on the next round."""
        waiting = {number: list(plan.calls[number]) for number in range(caller, len(self.people), _CALLERS)}
        while any(waiting.values()) and not self._over.is_set():
            for number, calls in waiting.items():
                if calls and self._called(self.people[number], calls[0]):
                    calls.pop(0)
            self._over.wait(_LOOK_S)

    def _called(self, person: Person, wished: Wished) -> bool:
        once = key()
        answer = self._answered(lambda: self._call(person, wished, once))
        if answer.status_code == 429:
            with self._lock:
                self.refused["429"] += 1
            return False
        if answer.status_code != 202:
            raise RuntimeError(f"a {wished.kind} was answered {answer.status_code}: {answer.text}")
        if wished.repeated:
            again = self._answered(lambda: self._call(person, wished, once))
            if again.status_code < 300 and again.json()["video"]["id"] != answer.json()["video"]["id"]:
                raise RuntimeError("the same key made another video")
        with self._lock:
            self.accepted[person.uid] += len(wished.videos)
        if wished.cancelled:  # as often as not it is too late
            self._answered(lambda: self.system.call("POST", f"/videos/{answer.json()['video']['id']}/cancel", person))
        return True

    def _call(self, person: Person, wished: Wished, once: dict[str, str]) -> httpx.Response:
        if wished.kind == "single":
            return self.system.call("POST", "/videos", person, json=wished.videos[0], headers=once)
        if wished.kind == "batch":
            return self.system.call("POST", "/videos/batch", person, json=list(wished.videos), headers=once)
        if wished.kind == "prompt":
            return ask(self.system, person, image_of(self.system, person), language="en")
        scenes = [{"id": f"scene{place}", "action": video["prompt"], "duration": 4} for place, video in enumerate(wished.videos)]
        board = begun(self.system, person, scenes=scenes, model=wished.videos[0]["model"])
        return shoot(self.system, person, board["id"], **once)

    @staticmethod
    def _answered(call: Callable[[], httpx.Response]) -> httpx.Response:
        """What an app does without an answer, or with a 5xx: the same call with the same key."""
        until = time.monotonic() + _PATIENCE_S
        while True:
            try:
                answer = call()
            except httpx.TransportError:
                if time.monotonic() > until:
                    raise
            else:
                if answer.status_code < 500 or time.monotonic() > until:
                    return answer
            time.sleep(_LOOK_S)


class Weather:
    """Trouble beside what prompts ask for: waves of 429, tasks that get lost or come twice, storage that hiccups."""

    def __init__(self, system: System, random: Random) -> None:
        self._trouble, self._random, self._due = Trouble(system), random, 0.0
        self.seen: Counter[str] = Counter()

    def goes_on(self, now: float) -> None:
        """Something new every ten seconds of the stack's time."""
        if now < self._due:
            return
        self._due = now + 10
        order = self._random.choice((self._wave, self._task, self._task, self._storage, self._refusal, self._news_twice))
        order()
        self.seen[order.__name__.strip("_")] += 1

    def end(self) -> None:
        self._trouble.end()
        http_client.delete(f"{self._trouble.address('provider')}/_local/faults").raise_for_status()

    def _wave(self) -> None:
        self._trouble.next_creates(WAVE, times=20, status=429, retry_after=5)

    def _refusal(self) -> None:
        model = self._random.choice(MODELS).partition("/")[2]
        do: dict[str, Any] = self._random.choice(({"status": 503}, {"accept_then_status": 500}, {"drop": True}, {"status": 500}))
        self._trouble.tell("provider", "faults", match={"model": model}, times=3, do=do)

    def _task(self) -> None:
        kinds = ("drop_answer", "deliver_twice", "create_unavailable_before", "create_unavailable_after", "delay_dispatch")
        kind, queue = self._random.choice(kinds), self._random.choice(("check", "store", "write", ""))
        self._trouble.tasks(kind, queue, count=5, **({"seconds": 20} if kind == "delay_dispatch" else {}))

    def _storage(self) -> None:
        do: dict[str, Any] = self._random.choice(({"status": 503}, {"drop": "after"}, {"drop": "before"}))
        bucket = self._random.choice((self._trouble.media, self._trouble.provider_out))
        self._trouble.storage(5, do, bucket=bucket, path_prefix="/storage/v1/")

    def _news_twice(self) -> None:
        """Of what lies with the provider now; what is brought home meanwhile, or is refused to us as well, is left out."""
        with contextlib.suppress(httpx.HTTPError):
            for name in self._trouble.objects(self._trouble.provider_out, "")[:5]:
                self._trouble.tell("storage", "events/duplicate", bucket=self._trouble.provider_out, name=name)


def is_busy(system: System) -> bool:
    rest = http_client.get(f"{system.environment['RUSHES_TASKS_CONTROL_URL']}/_local/idle").raise_for_status().json()
    return rest["due"] + rest["in_flight"] > _BUSY

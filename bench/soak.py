"""`make soak`: users and their jobs through the whole stack while everything goes wrong; at the end nothing is lost.

Four runs, each on a stack of its own kind:
- mixed: all jobs but the last hundred, with trouble of every kind; time is moved so that nobody waits for providers.
- burst: a hundred jobs at once on the same stack, right after; nobody moves the clock, so its seconds are real ones, and
  each job's provider needs one. From the first submit to the last end, and each job from its submit to its end less that.
- counted: a hundred mixed jobs once more, with a counter between the functions and Firestore.
- greedy: what all users wait for a video's acceptance, a text and a film, with two among them who take all they get.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import httpx
import psutil

from bench import metrics, soak_greedy
from bench.metrics import Metric
from bench.soak_crowd import Crowd, Weather, is_busy
from bench.soak_wishes import MODELS, Plan, Wished, planned
from local.stack import Stack, StackError
from local.stack.parts import PARTS
from tests.faults.firestore_proxy import FirestoreProxy
from tests.faults.second_functions import functions_beside
from tests.fixtures.invariants import check_money
from tests.fixtures.system import System

RESULTS = Path(__file__).with_name("soak.json")
BURST = 100
_BURST_S, _PROVIDER_S = 60.0, 1.0
_STEP_S, _STEP_AT_THE_END_S, _PAUSE_S = 0.5, 5.0, 0.02
_FEW = 8  # live things at the end, most of which wait for a deadline
_PATIENCE_S, _PATIENCE_IN_A_BURST_S = 600.0, 150.0
Tell = Callable[[str], None]


def soak(jobs: int, users: int, seed: int, folder: Path, tell: Tell, *, counted: bool = True) -> Iterator[Metric]:
    random, burst = Random(seed), min(BURST, jobs // 3)
    with Stack(folder, keep=False) as stack, System(dict(stack.environment)) as system:
        crowd = Crowd(system, users)
        yield from _memory(stack, "start")
        yield from _mixed(crowd, planned(random, jobs - burst, users), random, tell)
        yield from _burst(crowd, burst, tell)
        yield from _memory(stack, "end")
        yield from _proven(crowd, jobs, tell)
    if counted:
        yield from _documents(min(BURST, jobs), users, random, folder, tell)
    with Stack(folder / "greedy", keep=False) as stack, System(dict(stack.environment)) as system:
        yield from soak_greedy.measure(system, users, tell)


def _memory(stack: Stack, when: str) -> Iterator[Metric]:
    for part, pid in sorted(stack.pids().items()):
        yield Metric(f"soak.memory.{part}.{when}", psutil.Process(pid).memory_info().rss / 2**20, "MiB")


# -- the runs


def _mixed(crowd: Crowd, plan: Plan, random: Random, tell: Tell) -> Iterator[Metric]:
    began, stack_began = time.monotonic(), crowd.system.clock.now()
    _run(crowd, plan, random, tell)
    minutes = (time.monotonic() - began) / 60
    yield Metric("soak.jobs_per_min", plan.jobs / minutes, "/min", None, "mixed jobs that ended in a minute of real time")
    yield Metric("soak.minutes", minutes, "min", None, "real, for the mixed jobs")
    moved = (crowd.system.clock.now() - stack_began).total_seconds() / 60
    yield Metric("soak.stack_minutes", moved, "min", None, "for the same by the stack's clock")


def _run(crowd: Crowd, plan: Plan, random: Random, tell: Tell) -> None:
    """Everything of the plan called for and ended; time goes as fast as the stack keeps up with it."""
    system, weather, until = crowd.system, Weather(crowd.system, random), time.monotonic() + _PATIENCE_S
    with ThreadPoolExecutor(1) as calling:
        called = calling.submit(crowd.work, plan)
        try:
            live, looked, all_called = 1, 0.0, False
            while live or not all_called:
                if time.monotonic() > until:
                    raise RuntimeError(f"{live} things of the soak were still live after {_PATIENCE_S:g} s")
                if not is_busy(system):
                    system.clock.move(_STEP_AT_THE_END_S if all_called and live <= _FEW else _STEP_S)
                if all_called and live <= _FEW:  # what nobody uses up would pile up before the last ones
                    weather.end()
                else:
                    weather.goes_on(system.clock.now().timestamp())
                if time.monotonic() - looked > 1:
                    all_called = called.done()  # asked before the look, which then sees everything that was called for
                    live, looked = len(_live(system)), time.monotonic()
                    tell(f"{crowd.videos} of {plan.jobs} submitted, {live} live")
                time.sleep(_PAUSE_S)
        finally:
            if not called.done():
                crowd.end()
            weather.end()
    called.result()


def _burst(crowd: Crowd, count: int, tell: Tell) -> Iterator[Metric]:
    """At once, from all users, of all models; the stack's clock is left alone."""
    system, people = crowd.system, crowd.people
    wish = {"seconds": 4, "prompt": f"A quiet harbour, take 1. [[fault:render_seconds={_PROVIDER_S:g}]]"}
    _fresh_start(system)
    before = {row["id"] for row in _jobs(system)}
    plan = Plan(count, [[] for _ in people])
    for number in range(count):
        plan.calls[number % len(people)].append(Wished("single", ({**wish, "model": MODELS[number % len(MODELS)]},)))
    tell(f"a burst of {count}, with the clock at rest")
    until = time.monotonic() + _PATIENCE_IN_A_BURST_S
    crowd.work(plan)
    while _live(system) and time.monotonic() < until:
        time.sleep(0.5)
    ours = [row for row in _jobs(system) if row["id"] not in before]
    if [row["state"] for row in ours] != ["completed"] * count:
        stood = Counter((row["model"], row["state"], row["outcome"], row["attempt"]) for row in ours)
        raise RuntimeError(f"the burst came to this: {stood}")
    took = (max(row["ended_at"] for row in ours) - min(row["created_at"] for row in ours)).total_seconds()
    yield Metric("soak.burst_s", took, "s", _BURST_S, f"{count} jobs of {len(people)} users, first submit to last end")
    beyond = sorted((row["ended_at"] - row["created_at"]).total_seconds() - _PROVIDER_S for row in ours)
    how = "from submit to completed in the burst, less the provider's own time"
    yield Metric("soak.beyond_provider_s.p50", beyond[len(beyond) // 2], "s", None, how)
    yield Metric("soak.beyond_provider_s.p95", beyond[int(0.95 * len(beyond))], "s", None, how)


def _fresh_start(system: System) -> None:
    """Past the minute in which calls were counted, and until what that minute brought is done."""
    for _ in range(6):
        system.clock.move(15)
        until = time.monotonic() + 10
        while is_busy(system) and time.monotonic() < until:
            time.sleep(_PAUSE_S)


def _documents(jobs: int, users: int, random: Random, folder: Path, tell: Tell) -> Iterator[Metric]:
    parts = [part for part in PARTS if part != "functions"]
    with (
        Stack(folder / "counted", keep=False, parts=parts) as stack,
        FirestoreProxy(stack.environment["FIRESTORE_EMULATOR_HOST"]) as proxy,
        functions_beside(stack.environment, stack.ports["functions"], FIRESTORE_EMULATOR_HOST=proxy.host) as url,
        System({**stack.environment, "RUSHES_FUNCTIONS_URL": url}) as system,
    ):
        crowd = Crowd(system, users)
        proxy.documents.clear()
        _run(crowd, planned(random, jobs, users), random, lambda text: tell(f"counted: {text}"))
        how = f"of {jobs} mixed jobs, with their batches, storyboards and texts, every sweep and every try"
        yield Metric("soak.reads_per_job", proxy.documents["read"] / jobs, "documents", None, how)
        yield Metric("soak.writes_per_job", proxy.documents["written"] / jobs, "documents", None, how)


# -- the end


def _proven(crowd: Crowd, jobs: int, tell: Tell) -> Iterator[Metric]:
    system, breaches = crowd.system, list[str]()
    for place, person in enumerate(crowd.people):
        tell(f"the invariants of user {place + 1}")
        try:
            check_money(system, person.uid)
        except AssertionError as error:
            breaches.append(f"{person.uid}: {error}")
            print(f"\nBroken: {breaches[-1]}", file=sys.stderr)
    kept = Counter(row["user_id"] for row in _jobs(system))
    lost = sum(abs(kept[uid] - crowd.accepted[uid]) for uid in {*kept, *crowd.accepted})
    outcomes = Counter(row["outcome"] for row in _jobs(system))
    slots = sum((system.document(f"accounts/{person.uid}") or {})["active_jobs"] for person in crowd.people)
    told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    yield Metric("soak.jobs", sum(kept.values()), "jobs", None, told)
    yield Metric("soak.lost", lost + abs(sum(kept.values()) - jobs), "jobs", 0, "accepted and not there, or there twice")
    yield Metric("soak.live", len(_live(system)) + slots, "jobs", 0, "jobs, texts and slots that have not ended")
    yield Metric("soak.breaches", len(breaches), "users", 0, "whose invariants do not hold")


def _jobs(system: System) -> list[dict[str, Any]]:
    return [{"id": row.id, **(row.to_dict() or {})} for row in system.firestore.collection("video_jobs").get(timeout=30)]


def _live(system: System) -> list[dict[str, Any]]:
    return system.documents("video_jobs", "ended_at", None) + system.documents("video_prompts", "status", "pending")


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__.partition("\n")[0] if __doc__ else None)
    reader.add_argument("--jobs", type=int, default=1000)
    reader.add_argument("--users", type=int, default=60)
    reader.add_argument("--seed", type=int, default=Random().randrange(10**6))
    asked = reader.parse_args()
    began = time.monotonic()

    def tell(text: str) -> None:
        print(f"\r\x1b[K{time.monotonic() - began:4.0f} s  {text}", end="", file=sys.stderr, flush=True)

    print(f"{asked.jobs} jobs of {asked.users} users, seed {asked.seed}", flush=True)
    found: list[Metric] = []
    try:
        found.extend(soak(asked.jobs, asked.users, asked.seed, Path(".local/soak"), tell))
    except (StackError, RuntimeError, AssertionError, httpx.HTTPError) as error:
        print(f"\nThe soak stopped: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nThe soak was ended.", file=sys.stderr)
        return 130
    tell("")
    metrics.write(found, RESULTS)
    print(metrics.table(found))
    return 0 if all(metric.held for metric in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())

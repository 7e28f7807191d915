"""Webhooks to a good server beside a slow, a failing and a hostile one."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack

from standins.testing import eventually
from tests.fixtures.queues import MODEL, held
from tests.fixtures.receiver import drips, receiver, silence, status
from tests.fixtures.system import System
from tests.fixtures.videos import key, rich

EVENTS = 20
MARK_S = 2.0


def test_one_slow_server_delays_nobody_else(people: System) -> None:
    """W2: each of twenty ends reaches the good server, 95 of 100 within two seconds, and none of the others twice at a time."""
    ada = rich(people)
    rows = [{"prompt": "A fox.", "seconds": 4, "model": MODEL}] * EVENTS
    with ExitStack() as stack:
        good, slow, failing, hostile = (stack.enter_context(receiver()) for _ in range(4))
        slow.answer, failing.answer, hostile.answer = silence(slow.gone), status(500), drips(hostile.gone)
        for each in (slow, failing, hostile, good):
            told = people.call("POST", "/webhooks", ada, json={"url": each.url, "events": ["video.cancelled"]})
            assert told.status_code == 201, told.text
        stack.enter_context(held(people))
        sent = {"Content-Type": "application/json", **key()}
        batch = people.call("POST", "/videos/batch", ada, content=json.dumps(rows), headers=sent).json()["batch"]
        jobs = [each["id"] for each in batch["videos"]]
        ended: dict[str, float] = {}
        for job in jobs:
            assert people.call("POST", f"/videos/{job}/cancel", ada).status_code == 200
            ended[job] = time.monotonic()
        eventually(lambda: len({got.told["data"]["id"] for got in good.got}) == EVENTS, seconds=60)
        first = {got.told["data"]["id"]: got.at for got in reversed(good.got)}
        delays = sorted(first[job] - ended[job] for job in jobs)
        assert delays[round(EVENTS * 0.95) - 1] <= MARK_S, delays
        assert max(each.most_at_once for each in (good, slow, failing, hostile)) <= 2
        assert slow.got
        assert hostile.got
        assert failing.got

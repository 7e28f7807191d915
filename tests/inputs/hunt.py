"""Sends what was thought up, judges what comes back, counts, and boils a breach down to the smallest request that shows it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from tests.fixtures.system import System
from tests.inputs.contract import Contract
from tests.inputs.wire import Answer, Ask, send

_NO_HURRY = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example)

Judge = Callable[[Ask, Answer | None], list[str]]

_TRIES, _PAUSE_S = 4, 0.5


@dataclass
class Hunt:
    """What was tried until now, by function and by what was answered."""

    system: System
    contract: Contract
    requests: Counter[str] = field(default_factory=Counter[str])
    statuses: Counter[int] = field(default_factory=Counter[int])
    again: Counter[int] = field(default_factory=Counter[int])  # answers after which the same was sent once more
    retried: Counter[str] = field(default_factory=Counter[str])  # tasks whose queue was asked to try again

    def tell(self, ask: Ask) -> Answer | None:
        """Sent; once more a minute later where somebody calls too often, for that says nothing about the request.

        Nor does a machine so busy that the database does not answer in time: who is told to come again soon does so, as does
        a queue with a task that failed. What the request itself causes is still there then.
        """
        answer = None
        for _ in range(_TRIES):
            answer = self._sent(ask)
            if answer is not None and answer.status == 429:
                self.system.clock.move(61)
            elif answer is not None and _comes_again(ask, answer):
                time.sleep(_PAUSE_S)
            else:
                break
            self.again[answer.status] += 1
        self.statuses[answer.status if answer else 0] += 1
        return answer

    def _sent(self, ask: Ask) -> Answer | None:
        self.requests[ask.target.split("/")[1].partition("?")[0]] += 1
        try:
            return send(self.system.url, ask)
        except TimeoutError as error:
            raise AssertionError(f"no answer at all\n{ask.curl(self.system.url)}") from error

    def through(self, asks: st.SearchStrategy[Ask], examples: int, number: int, judge: Judge | None = None) -> None:
        """So many of these, from this seed; an AssertionError with the smallest that breaks a promise."""
        judged = judge or self.contract.breaches

        @seed(number)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=_NO_HURRY,
            print_blob=False,
        )
        @given(asks)
        def each(ask: Ask) -> None:
            answer = self.tell(ask)
            wrong = judged(ask, answer)
            request = answer.headers.get("x-request-id", "") if answer else ""
            assert not wrong, f"{wrong} (seed {number}, request {request})\n{ask.curl(self.system.url)}"

        try:
            each()
        except Unsatisfiable:
            return  # there is nothing that this operation could be told wrongly


def _comes_again(ask: Ask, answer: Answer) -> bool:
    is_last_try = (ask.header("X-CloudTasks-TaskRetryCount") or "0") != "0"
    return (answer.status == 503 and "retry-after" in answer.headers) or (answer.status == 500 and is_last_try)

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from shared.platform.clients import once


def test_simultaneous_first_calls_build_one_client() -> None:
    """Q1: an instance serves several requests at once from its first moment."""
    built, together = list[object](), threading.Barrier(8)

    @once
    def client() -> object:
        built.append(object())
        return built[-1]

    def first_call(_: int) -> object:
        together.wait(timeout=5)
        return client()

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(first_call, range(8)))
    assert built == [answers[0]]
    assert {id(answer) for answer in answers} == {id(built[0])}

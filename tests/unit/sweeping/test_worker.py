"""The sweep over all kinds of work."""

from __future__ import annotations

from typing import Any

import pytest

from shared.config.model import AdvancedSection
from shared.sweeping import worker as sweeping_worker


class Told:
    def __init__(self) -> None:
        self.tasks: list[tuple[str, dict[str, Any]]] = []

    def put(self, _queue: str, _function: str, path: str, payload: dict[str, Any], **_: Any) -> None:
        self.tasks.append((path, payload))


def breaks(_page: int) -> int:
    raise RuntimeError("broken")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    told, swept = Told(), {"videos": breaks, "images": lambda page: page, "prompts": lambda _page: 3, "films": lambda page: page}
    monkeypatch.setattr(sweeping_worker, "queue", lambda: told)
    monkeypatch.setattr(sweeping_worker, "_SWEEPS", swept)
    monkeypatch.setattr(sweeping_worker.sections, "get", lambda _section: AdvancedSection())
    return told


def test_each_kind_is_swept_whatever_becomes_of_the_others(told: Told) -> None:
    """V7: one that raises skips nobody, each full page goes on, and the scheduler hears of the failure all the same."""
    with pytest.raises(sweeping_worker.SweepFailed, match="videos"):
        sweeping_worker.go_on(sweeping_worker.KINDS, page=1)
    assert told.tasks == [("/more", {"kinds": ["images", "films"], "page": 2})]


def test_rows_that_come_up_again_and_again_do_not_keep_the_sweep_busy(told: Told) -> None:
    """V7: the pages of one minute have an end; the next minute begins anew."""
    assert sweeping_worker.go_on(["films"], page=sweeping_worker.MOST_PAGES) == AdvancedSection().sweep_page
    assert told.tasks == []

"""The soak at its smallest: what `make soak` does with a thousand jobs, on a stack of its own."""

from __future__ import annotations

from pathlib import Path

from bench.soak import soak


def test_a_small_soak_loses_nothing(tmp_path: Path) -> None:
    """C2, C3, C8, V7: thirty jobs of six users under trouble of every kind; all end, and every invariant holds."""
    told: list[str] = []
    found = {metric.name: metric for metric in soak(30, 6, 7, tmp_path / "soak", told.append, counted=False)}
    assert [name for name, metric in found.items() if not metric.held] == []
    assert found["soak.jobs"].value == 30, told[-1]

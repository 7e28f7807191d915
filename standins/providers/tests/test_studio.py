"""Clips that several simulators keep in one folder."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from standins.providers.media.footage import Footage
from standins.providers.media.studio import Studio

SHORT = Footage("A lamp", "veo", 0.5, 64, 64)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Studio, Studio]]:
    with closing(Studio(tmp_path)) as one, closing(Studio(tmp_path)) as other:
        yield one, other


def test_what_one_has_filmed_another_shows(two: tuple[Studio, Studio]) -> None:
    """M5: the same file, made once."""
    one, other = two
    film = asyncio.run(one.film(SHORT))
    made = film.stat().st_ino
    assert asyncio.run(other.film(SHORT)) == film
    assert film.stat().st_ino == made
    assert asyncio.run(other.clip(SHORT)) == film.read_bytes()


def test_what_another_works_on_is_left_to_it(tmp_path: Path) -> None:
    """M5: only what nobody has touched for long was a killed process's; of the clips the oldest go."""
    (under_way := tmp_path / "a.7-7.part").touch()
    for left in ("b.8-8.part", *(f"{number}.mp4" for number in range(301))):
        (tmp_path / left).touch()
    os.utime(tmp_path / "b.8-8.part", (long_ago := time.time() - 86_400, long_ago))
    os.utime(tmp_path / "150.mp4", (long_ago, long_ago))
    Studio(tmp_path).close()
    assert under_way.exists()
    assert {f"{number}.mp4" for number in range(301) if number != 150} == {path.name for path in tmp_path.glob("*.mp4")}
    assert list(tmp_path.glob("*.part")) == [under_way]

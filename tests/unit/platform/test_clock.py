from __future__ import annotations

import random
import threading
from datetime import timedelta
from pathlib import Path

from shared.platform.clock import MovableClock, SystemClock, clock_at, jitter
from standins.common.clock import MovableClock as StandInClock


def test_one_write_moves_the_clock_for_everyone_who_reads_the_file(tmp_path: Path) -> None:
    """M5: one call moves time for every process."""
    mine, theirs = MovableClock(tmp_path / "clock"), MovableClock(tmp_path / "clock")
    mine.move(3600)
    assert timedelta(minutes=59) < theirs.now() - SystemClock().now() < timedelta(minutes=61)
    theirs.move(-1800)
    assert mine.offset == timedelta(minutes=30)


def test_the_product_lives_in_the_time_of_the_stand_ins(tmp_path: Path) -> None:
    """M5: two readings of one file: what the stand-ins move, moves here to the microsecond, and the other way."""
    here, there = MovableClock(tmp_path / "clock"), StandInClock(tmp_path / "clock")
    there.move(-90.25)
    assert here.offset == timedelta(seconds=-90.25)
    here.move(3600.000001)
    assert there.offset == here.offset == timedelta(seconds=3509, microseconds=750_001)


def test_a_sleeper_wakes_when_time_is_moved_past_it(tmp_path: Path) -> None:
    """M5: nothing sleeps for real time to pass."""
    clock = MovableClock(tmp_path / "clock")
    sleeper = threading.Thread(target=clock.sleep, args=(3600,))
    sleeper.start()
    clock.move(3601)
    sleeper.join(timeout=5)
    assert not sleeper.is_alive()


def test_without_a_file_the_time_is_the_systems() -> None:
    """A1: a deployed process has no clock to move."""
    assert isinstance(clock_at(None), SystemClock)


def test_jitter_stays_within_its_growing_bound() -> None:
    """C2: lost races are retried after a random pause that grows to a limit."""
    source = random.Random(7)
    pauses = [[jitter(attempt, first=0.01, most=0.3, source=source) for _ in range(200)] for attempt in range(12)]
    assert all(0 <= pause <= min(0.3, 0.01 * 2**attempt) for attempt, row in enumerate(pauses) for pause in row)
    assert max(pauses[11]) > 0.2

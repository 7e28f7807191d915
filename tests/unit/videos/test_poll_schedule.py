from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from shared.catalog import reads as catalog_reads
from shared.providers.registry import NoSuchProvider, lost_on
from shared.videos import poll_schedule
from shared.videos.poll_schedule import NextPoll
from tests.fixtures.fakes import NOON


def chain(look: NextPoll | None, late_s: float = 0) -> list[NextPoll]:
    """All looks of a chain at work that never ends, each of them so late."""
    made: list[NextPoll] = []
    while look is not None:
        made.append(look)
        look = look.following(look.at + timedelta(seconds=late_s), NOON)
    return made


def seconds(chain: list[NextPoll]) -> list[float]:
    return [(look.at - NOON).total_seconds() for look in chain]


def after(usual_s: float) -> NextPoll:
    return poll_schedule.first(NOON, NOON + timedelta(seconds=usual_s))


def test_a_provider_is_asked_soon_and_then_around_the_usual_time() -> None:
    """V6: at 5 and 20 seconds, at the usual time, then 5 s growing to 30."""
    assert seconds(chain(after(60))) == [5, 20, 60, 65, 70, 80, 90, 105, 120, 140, 160, 185, 210, 240, 270, 300]


def test_early_looks_are_not_among_the_fourteen() -> None:
    """V6: from the usual time on a chain is as long as ever, and as long as one that the sweep begins."""
    whole, swept = chain(after(60)), chain(NextPoll(3, 0, NOON))
    assert len([look for look in whole if not look.is_early(NOON)]) == len(swept) == 14
    assert seconds(swept) == [each - 60 for each in seconds(whole)[2:]]
    assert not any(look.is_early(NOON) for look in swept)


@pytest.mark.parametrize(
    ("usual_s", "first"), [(1, [1, 6]), (5, [5, 10]), (7, [7, 12]), (8, [5, 8, 13]), (20, [5, 20, 25]), (23, [5, 20, 23, 28])]
)
def test_a_model_that_is_fast_is_asked_neither_twice_nor_out_of_order(usual_s: float, first: list[float]) -> None:
    """V6: what would come just before the usual time, or after it, is left out; a block at 4 s is still told within 8."""
    assert seconds(chain(after(usual_s)))[: len(first)] == first


@pytest.mark.parametrize("late_s", [0, 1, 14, 16, 300])
@pytest.mark.parametrize("usual_s", [3, 8, 23, 60])
def test_looks_go_on_whenever_they_are_delivered(usual_s: float, late_s: float) -> None:
    """V6: each later than the one before, under a name of its own, and none for a time that has passed."""
    made = chain(after(usual_s), late_s)
    numbers = [look.number for look in made]
    assert numbers == sorted(set(numbers))
    assert all(later.at > before.at + timedelta(seconds=late_s) for before, later in itertools.pairwise(made))
    assert len(made) >= 14


def test_each_wire_says_how_long_a_lost_order_may_turn_up() -> None:
    """V4: sending, the longest generation that is known, and half a minute."""
    surfaces = {row["surface"] for row in catalog_reads.rows()}
    minutes = {surface: lost_on(surface).grace / timedelta(minutes=1) for surface in surfaces}
    assert minutes == {"vertex": 7, "vertex-global": 7, "gemini-api": 7, "openai-videos": 11}
    assert {surface for surface in surfaces if lost_on(surface).in_bucket} == {"vertex", "vertex-global"}
    with pytest.raises(NoSuchProvider):
        lost_on("vertx")

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from google.cloud import storage

from standins.common.clock import MovableClock
from standins.storage.tests.stand import Stand

DAY = 86_400


def _rule(**condition: Any) -> dict[str, Any]:
    return {"action": {"type": "Delete"}, "condition": condition}


def _run(stand: Stand, bucket: storage.Bucket) -> list[str]:
    deleted = stand.post("/_local/lifecycle/run")["deleted"]
    return [entry["name"] for entry in deleted if entry["bucket"] == bucket.name]


def _names(bucket: storage.Bucket) -> list[str]:
    return [blob.name or "" for blob in bucket.list_blobs()]


def test_objects_are_deleted_when_they_reach_their_age(
    stand: Stand, clock: MovableClock, make_bucket: Callable[..., storage.Bucket]
) -> None:
    """M5: by the movable clock, and not a day earlier."""
    bucket = make_bucket(lifecycle_rules=[_rule(age=7)])
    bucket.blob("old").upload_from_string("x")
    clock.move(6 * DAY)
    bucket.blob("young").upload_from_string("x")
    assert _run(stand, bucket) == []
    clock.move(DAY + 60)

    assert _run(stand, bucket) == ["old"]
    assert _names(bucket) == ["young"]


def test_every_part_of_a_condition_must_hold_and_any_rule_suffices(
    stand: Stand, clock: MovableClock, make_bucket: Callable[..., storage.Bucket]
) -> None:
    """M5: prefix and suffix narrow a rule; several rules add up."""
    rules = [_rule(age=1, matchesPrefix=["staging/"], matchesSuffix=[".mp4", ".jpg"]), _rule(age=30)]
    bucket = make_bucket(lifecycle_rules=rules)
    for name in ("staging/a.mp4", "staging/b.txt", "users/c.mp4"):
        bucket.blob(name).upload_from_string("x")
    clock.move(2 * DAY)
    assert _run(stand, bucket) == ["staging/a.mp4"]
    clock.move(30 * DAY)

    assert _run(stand, bucket) == ["staging/b.txt", "users/c.mp4"]


def test_the_custom_time_counts_when_a_rule_says_so(
    stand: Stand, clock: MovableClock, make_bucket: Callable[..., storage.Bucket]
) -> None:
    """M5: an object without a custom time is never due by it."""
    bucket = make_bucket(lifecycle_rules=[_rule(daysSinceCustomTime=1)])
    marked = bucket.blob("marked")
    marked.custom_time = datetime.now(UTC)
    marked.upload_from_string("x")
    bucket.blob("unmarked").upload_from_string("x")
    assert _run(stand, bucket) == []
    clock.move(DAY + 60)

    assert _run(stand, bucket) == ["marked"]
    assert _names(bucket) == ["unmarked"]

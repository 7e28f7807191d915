"""Numbers of many that are kept in few: how long, who most, how many different ones. Each is of a size that does not grow.

Times are counted in steps of a twentieth, so a quantile is right within 2.5 %. Of whoever does most, those that are named are
right where no more than `NAMED` did anything, else at most what pushed out of the list too high. Different users are counted
exactly up to `KEPT`, beyond within some 3 %, and two such sets can be held against each other.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

_STEP = math.log(1.05)
_LEAST_S = 0.05
NAMED, KEPT = 400, 2048
_ALL = 2**63


def with_time(times: Mapping[str, int], seconds: float) -> dict[str, int]:
    place = str(round(math.log(max(seconds, _LEAST_S)) / _STEP))
    return {**times, place: times.get(place, 0) + 1}


def together(*all_of_them: Mapping[str, int]) -> dict[str, int]:
    """Of several days."""
    total = Counter[str]()
    for each in all_of_them:
        total.update(each)
    return dict(total)


def quantile(times: Mapping[str, int], share: float) -> float | None:
    """The time within which this share was done; None where nothing was."""
    wanted, passed = share * sum(times.values()), 0
    for place, count in sorted(((int(place), count) for place, count in times.items())):
        passed += count
        if passed >= wanted:
            return round(math.exp(place * _STEP), 1)
    return None


def raised(most: dict[str, int], name: str, by: int) -> None:
    """Count for this one; where the list is full, whoever has least makes room and leaves what they had."""
    if name in most or len(most) < NAMED:
        most[name] = most.get(name, 0) + by
        return
    least = min(most, key=lambda each: most[each])
    most[name] = most.pop(least) + by


def first(most: Mapping[str, int], count: int) -> list[tuple[str, int]]:
    return sorted(((name, number) for name, number in most.items() if number), key=lambda each: (-each[1], each[0]))[:count]


def mark_of(user_id: str, key: str) -> int:
    """What stands for a user among those that are counted: it leads to nobody who has not the key and the id."""
    return int.from_bytes(hmac.new(key.encode(), user_id.encode(), hashlib.sha256).digest()[:8]) >> 1


def union(*sets: Iterable[int]) -> list[int]:
    """The smallest marks of all of them."""
    return sorted({mark for each in sets for mark in each})[:KEPT]


def how_many(marks: Sequence[int]) -> int:
    """Of which these are the smallest marks."""
    return len(marks) if len(marks) < KEPT else round((KEPT - 1) * _ALL / marks[-1])


def in_both(one: Sequence[int], other: Sequence[int]) -> int:
    both = union(one, other)
    if not both:
        return 0
    shared = len(set(one) & set(other) & set(both))
    return round(how_many(both) * shared / len(both))

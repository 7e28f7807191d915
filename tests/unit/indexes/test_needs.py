"""Firestore's rules for indexes, as our reading of them has it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.indexes.needs import Indexes, Part, Query

_NEWEST: tuple[Part, ...] = (("at", "DESCENDING"),)


def declared(*fields: str, group: bool = False) -> dict[str, Any]:
    """An index on `things`; a field with a minus descends, one with a star is a list."""
    parts = [
        {"fieldPath": name.strip("-*"), **({"arrayConfig": "CONTAINS"} if name[0] == "*" else {"order": _way(name)})}
        for name in fields
    ]
    return {"collectionGroup": "things", "queryScope": "COLLECTION_GROUP" if group else "COLLECTION", "fields": parts}


def _way(name: str) -> str:
    return "DESCENDING" if name[0] == "-" else "ASCENDING"


def indexes(*composites: dict[str, Any], overrides: tuple[dict[str, Any], ...] = ()) -> Indexes:
    return Indexes({"indexes": composites, "fieldOverrides": overrides})


def override(field: str, *scopes: str) -> dict[str, Any]:
    return {
        "collectionGroup": "things",
        "fieldPath": field,
        "indexes": [{"order": "ASCENDING", "queryScope": each} for each in scopes],
    }


def query(*equal: str, ordered: tuple[Part, ...] = (), **more: Any) -> Query:
    given: dict[str, Any] = {"by_name": ordered[-1][1] if ordered else "ASCENDING", **more}
    return Query("things", equal=frozenset(equal), ordered=ordered, **given)


@pytest.mark.parametrize(
    "asked",
    [
        query(),
        query("a"),
        query("a", "b", "c"),
        query(ordered=_NEWEST),
        query(ordered=(("at", "ASCENDING"),)),
        query("at", ordered=_NEWEST),
        query("a", by_name="DESCENDING"),
        query(contains=frozenset(["tags"])),
        query("a", contains=frozenset(["tags"])),
        query(summed="usd"),
    ],
)
def test_some_queries_need_no_index_of_their_own(asked: Query) -> None:
    """N2: equalities are merged from the indexes on single fields, and one order is one of these."""
    assert indexes().lacks(asked) is None


@pytest.mark.parametrize(
    ("asked", "serving"),
    [
        (query("a", ordered=_NEWEST), ["a", "-at"]),
        (query("a", "b", ordered=_NEWEST), ["b", "a", "-at"]),
        (query("a", ordered=_NEWEST), ["-a", "-at"]),
        (query(ordered=(("a", "ASCENDING"), ("b", "DESCENDING"))), ["a", "-b"]),
        (query("a", contains=frozenset(["tags"]), ordered=_NEWEST), ["a", "*tags", "-at"]),
        (query("a", summed="usd"), ["a", "usd"]),
        (query("a", ordered=_NEWEST, by_name="ASCENDING"), ["a", "-at", "__name__"]),
        (query("a", ordered=(("at", "ASCENDING"),)), ["a", "at"]),
    ],
)
def test_equality_and_order_need_one_together(asked: Query, serving: list[str]) -> None:
    """N2: equalities in any order and direction in front, what orders behind as it is asked for."""
    assert indexes().lacks(asked)
    assert indexes(declared(*serving)).lacks(asked) is None
    assert indexes(declared(*serving, group=True)).lacks(asked)


@pytest.mark.parametrize("wrong", [["a", "at"], ["-at", "a"], ["a", "b", "-at"], ["a"], ["*a", "-at"], ["a", "-at", "-b"]])
def test_an_index_that_only_looks_alike_does_not_serve(wrong: list[str]) -> None:
    """N2: another direction, another sequence, or a field that the query does not name."""
    assert indexes(declared(*wrong)).lacks(query("a", ordered=_NEWEST)) == (
        "things (COLLECTION): a ASCENDING, at DESCENDING, __name__ DESCENDING"
    )


def test_several_indexes_with_the_same_order_are_merged() -> None:
    """N2: each brings some of the equalities; none may be left over."""
    both = query("a", "b", ordered=_NEWEST)
    assert indexes(declared("a", "-at"), declared("b", "-at")).lacks(both) is None
    assert indexes(declared("a", "-at")).lacks(both)
    assert indexes(declared("a", "-at"), declared("b", "at")).lacks(both)


def test_over_all_collections_of_a_name_nothing_is_there_by_itself() -> None:
    """N2: an index on one field reaches over a collection group only where it is declared."""
    everywhere = query("a", group=True)
    assert indexes().lacks(everywhere)
    assert indexes(overrides=(override("a", "COLLECTION"),)).lacks(everywhere)
    assert indexes(overrides=(override("a", "COLLECTION_GROUP"),)).lacks(everywhere) is None


def test_an_override_takes_away_what_it_does_not_name() -> None:
    """N2: a field that is exempted has no index at all."""
    assert indexes(overrides=(override("a"),)).lacks(query("a"))
    assert indexes(overrides=(override("a", "COLLECTION_GROUP"),)).lacks(query("a"))
    assert indexes(overrides=(override("a"),)).lacks(query("b")) is None
    assert indexes(declared("a", "-at"), overrides=(override("a"),)).lacks(query("a", ordered=_NEWEST)) is None


def test_an_index_that_nothing_would_miss_is_unused() -> None:
    """N2: it costs with every write."""
    found = indexes(declared("a", "-at"), declared("b", "-at"), overrides=(override("c", "COLLECTION", "COLLECTION_GROUP"),))
    unused = found.unused([query("a", ordered=_NEWEST), query("c", group=True)])
    assert [(each.group, each.parts[0][0]) for each in unused] == [(False, "b"), (False, "c")]


def test_an_index_that_spares_a_merge_is_used_and_one_that_is_there_twice_is_not() -> None:
    """N2: whole and its halves are all of use where somebody asks for each; the same in another sequence is not."""
    parts = [declared("a", "-at"), declared("b", "-at"), declared("a", "b", "-at")]
    asked = [query("a", ordered=_NEWEST), query("b", ordered=_NEWEST), query("a", "b", ordered=_NEWEST)]
    assert indexes(*parts).unused(asked) == []
    assert len(indexes(*parts, declared("b", "a", "-at")).unused(asked)) == 2

"""Which index a query needs, by Firestore's own rules.

A query is a walk along one index, or along several that are merged. Each of these holds, in its front, some of the fields
that the query compares for equality, in any order and direction, and behind them all that it orders by, in its order and its
directions. Together they must cover every equality. An index on one field is there by itself, in both directions and for
lists, in the scope of a collection; for collection groups, or where `fieldOverrides` say otherwise, only what is declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Way = Literal["ASCENDING", "DESCENDING"]
Direction = Literal[Way, "CONTAINS"]
Part = tuple[str, Direction]
NAME = "__name__"


@dataclass(frozen=True)
class Query:
    collection: str
    group: bool = False
    equal: frozenset[str] = frozenset()
    contains: frozenset[str] = frozenset()
    ordered: tuple[Part, ...] = ()  # what is compared by size first, then what is asked for; without the document's name
    by_name: Way = "ASCENDING"
    summed: str | None = None


@dataclass(frozen=True)
class Index:
    collection: str
    group: bool
    parts: tuple[Part, ...]  # as declared, ending with the document's name

    def serves(self, query: Query) -> frozenset[str] | None:
        """The equalities that it covers in a walk for this query; None when it is of no use for it."""
        if (self.collection, self.group) != (query.collection, query.group):
            return None
        behind = _behind(query)
        front, rest = self.parts[: len(self.parts) - len(behind)], self.parts[len(self.parts) - len(behind) :]
        if [name for name, _ in rest] != [name for name, _ in behind]:
            return None
        if any(wanted != given for (_, wanted), (_, given) in zip(behind, rest, strict=True)):
            return None
        if any((direction == "CONTAINS") is not (name in query.contains) for name, direction in front):
            return None
        covered = frozenset(name for name, _ in front)
        return covered if covered <= query.equal | query.contains else None


def _behind(query: Query) -> tuple[Part, ...]:
    order = tuple(each for each in query.ordered if each[0] not in query.equal)
    summed: tuple[Part, ...] = ((query.summed, "ASCENDING"),) if query.summed and query.summed not in dict(order) else ()
    return (*order, *summed, (NAME, query.by_name if not summed else "ASCENDING"))


class Indexes:
    """What infra/firestore.indexes.json declares, and what is there without it."""

    def __init__(self, declared: Mapping[str, Any]) -> None:
        self.composites = [_composite(each) for each in declared["indexes"]]
        self.singles = {index for each in declared["fieldOverrides"] for index in _singles(each)}
        self._overridden = {(each["collectionGroup"], each["fieldPath"]) for each in declared["fieldOverrides"]}

    def lacks(self, query: Query) -> str | None:
        """None when the query can be served; else the index that would serve it alone."""
        needed = query.equal | query.contains
        useful = [covered for each in self._for(query) if (covered := each.serves(query)) is not None]
        if useful and needed <= frozenset[str]().union(*useful):
            return None
        if not needed and _behind(query) == ((NAME, "ASCENDING"),):
            return None  # in the order of the documents themselves
        front = [(name, "CONTAINS" if name in query.contains else "ASCENDING") for name in sorted(needed)]
        scope = "COLLECTION_GROUP" if query.group else "COLLECTION"
        return f"{query.collection} ({scope}): {', '.join(f'{name} {way}' for name, way in (*front, *_behind(query)))}"

    def _for(self, query: Query) -> Iterator[Index]:
        yield from self.composites
        yield from self.singles
        fields = (*query.equal, *query.contains, *(name for name, _ in query.ordered), *filter(None, [query.summed]))
        for name in fields:
            if not query.group and (query.collection, name) not in self._overridden:
                yield from (_single(query.collection, name, way, group=False) for way in ("ASCENDING", "DESCENDING", "CONTAINS"))

    def unused(self, queries: Iterable[Query]) -> list[Index]:
        """Those without which each of these would be served as before. One walk is better than several that are merged."""
        asked = set(queries)
        return [
            each
            for each in (*self.composites, *self.singles)
            if all(self._without(each)._served(query) == self._served(query) for query in asked)
        ]

    def _served(self, query: Query) -> tuple[bool, bool]:
        """Whether it is at all, and whether by one walk."""
        whole = query.equal | query.contains
        return self.lacks(query) is None, any(each.serves(query) == whole for each in self._for(query))

    def _without(self, index: Index) -> Indexes:
        rest = Indexes({"indexes": [], "fieldOverrides": []})
        rest.composites = [each for each in self.composites if each != index]
        rest.singles, rest._overridden = self.singles - {index}, self._overridden
        return rest


def _composite(declared: Mapping[str, Any]) -> Index:
    parts: list[Part] = [(each["fieldPath"], each.get("order") or each["arrayConfig"]) for each in declared["fields"]]
    if parts[-1][0] != NAME:
        parts.append((NAME, "DESCENDING" if parts[-1][1] == "DESCENDING" else "ASCENDING"))
    return Index(declared["collectionGroup"], declared["queryScope"] == "COLLECTION_GROUP", tuple(parts))


def _singles(override: Mapping[str, Any]) -> Iterator[Index]:
    for each in override["indexes"]:
        way, group = each.get("order") or each["arrayConfig"], each["queryScope"] == "COLLECTION_GROUP"
        yield _single(override["collectionGroup"], override["fieldPath"], way, group=group)


def _single(collection: str, name: str, way: Direction, *, group: bool) -> Index:
    return Index(collection, group, ((name, way), (NAME, "DESCENDING" if way == "DESCENDING" else "ASCENDING")))

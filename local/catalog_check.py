"""Holds shared/catalog/models.json against itself and the declared queues: `python -m local.catalog_check`.

What contradicts itself fails; a row that nobody has verified for thirty days is only told.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from shared.catalog import reads as catalog_reads
from shared.catalog.reads import Availability

_TOPOLOGY = Path(__file__).resolve().parents[1] / "infra" / "topology.json"
_OLD_DAYS = 30

Row = dict[str, Any]

_TEXT, _NUMBER, _LIST = (str,), (int,), (list,)
_COLUMNS: Mapping[str, tuple[type, ...]] = {
    "surface": _TEXT,
    "model": _TEXT,
    "name": _TEXT,
    "stage": _TEXT,
    "released": _TEXT,
    "retirement": (dict,),
    "replacement": (str, type(None)),
    "seconds": _LIST,
    "resolutions": _LIST,
    "aspect_ratios": _LIST,
    "audio": _TEXT,
    "references": _NUMBER,
    "prompt_tokens": _NUMBER,
    "usual_seconds": _NUMBER,
    "first_frame": (bool,),
    "last_frame": (bool,),
    "rules": _LIST,
    "credits_per_second": _LIST,
    "usd_per_second": _LIST,
    "source": _TEXT,
    "last_verified": _TEXT,
}
_OPTIONAL: Mapping[str, tuple[type, ...]] = {"dispatch": (dict,), "tasks": _LIST, "without": _LIST, "extend_to": (int,)}
_VALUES: Mapping[str, Collection[str]] = {
    "stage": ("preview", "ga"),
    "audio": ("toggle", "always", "never"),
    "resolutions": ("360p", "480p", "720p", "1080p", "4k"),
    "aspect_ratios": ("16:9", "9:16", "1:1"),
    "tasks": ("edit", "extend"),
    "without": ("negative_prompt", "seed"),
}
_SOUNDS = {"toggle": {True, False}, "always": {True}, "never": {False}}
_STATUSES = ("none", "earliest", "announced", "confirmed")
_RULED = {"seconds": "seconds", "resolution": "resolutions", "aspect_ratio": "aspect_ratios"}  # a wish's field, its column


def problems(rows: list[Row], queues: Collection[str], today: date) -> list[str]:
    """What cannot be true, each with the row it is about."""
    found = [f"{name}: {what}" for row in rows for name in [_name(row)] for what in _of_form(row)]
    if found:
        return found  # what follows would stumble over it
    keys = Counter(catalog_reads.key(row) for row in rows)
    found = [f"{key}: there are {count} rows of this key" for key, count in keys.items() if count > 1]
    by_key = {catalog_reads.key(row): row for row in rows}
    for row in rows:
        parts = (
            _of_dates(row),
            _of_rules(row),
            _of_prices(row, today),
            _of_replacement(row, by_key, today),
            _of_queue(row, queues, today),
        )
        found += [f"{catalog_reads.key(row)}: {what}" for part in parts for what in part]
    return found


def unverified(rows: list[Row], today: date) -> list[str]:
    """Rows that nobody has held against their source for thirty days."""
    return [
        f"{catalog_reads.key(row)}: last verified on {row['last_verified']}, {days} days ago, against: {row['source']}"
        for row in rows
        if (days := (today - date.fromisoformat(row["last_verified"])).days) > _OLD_DAYS
    ]


def _name(row: Row) -> str:
    return f"{row.get('surface', '?')}/{row.get('model', '?')}"


def _of_form(row: Row) -> Iterator[str]:
    for column, kinds in {**_COLUMNS, **{name: kinds for name, kinds in _OPTIONAL.items() if name in row}}.items():
        if column not in row:
            yield f"{column} is missing"
        elif not isinstance(row[column], kinds) or (kinds is _NUMBER and isinstance(row[column], bool)):
            yield f"{column} is {type(row[column]).__name__}, not {' or '.join(kind.__name__ for kind in kinds)}"
        elif kinds is _LIST and not row[column] and column != "rules":
            yield f"{column} is empty"
    yield from (f"{column} is not known" for column in row.keys() - _COLUMNS.keys() - _OPTIONAL.keys())
    for column, known in _VALUES.items():
        given = row.get(column, [])
        yield from (
            f"{column}: {each!r} is not known" for each in (given if isinstance(given, list) else [given]) if each not in known
        )
    for column in ("released", "last_verified"):
        if column in row and not _is_day(row[column]):
            yield f"{column}: {row[column]!r} is no day"
    yield from _of_shapes(row)


def _of_shapes(row: Row) -> Iterator[str]:
    """What stands inside of the columns that hold more than one value."""
    retirement: Any = row.get("retirement")
    if isinstance(retirement, dict):
        if set(retirement) != {"status", "date"} or retirement["status"] not in _STATUSES:
            yield f"retirement needs a date and a status of {', '.join(_STATUSES)}"
        elif retirement["date"] is not None and not _is_day(retirement["date"]):
            yield f"retirement: {retirement['date']!r} is no day"
    if any(isinstance(each, bool) or not isinstance(each, int) or each < 1 for each in row.get("seconds", ())):
        yield "seconds are whole numbers from 1 on"
    least = {"credits": 1, "usd": 0}  # a server of one's own takes nothing
    for column, amount, more in (("credits_per_second", "credits", set[str]()), ("usd_per_second", "usd", {"from", "until"})):
        for price in row.get(column, ()):
            needed = {"resolution", "audio", amount}
            if not isinstance(price, dict) or not needed <= price.keys() <= needed | more:
                yield f"{column}: {price!r} needs {', '.join(sorted(needed))}"
            elif isinstance(price[amount], bool) or not isinstance(price[amount], int | float) or price[amount] < least[amount]:
                yield f"{column}: {price[amount]!r} is no price"
            else:
                yield from (f"{column}: {price[end]!r} is no day" for end in more & price.keys() if not _is_day(price[end]))
    for rule in row.get("rules", ()):
        if not isinstance(rule, dict) or set(rule) != {"when", "requires"}:
            yield f"rules: {rule!r} needs when and requires"
    dispatch = row.get("dispatch")
    if isinstance(dispatch, dict) and set(dispatch) != {"per_second", "burst", "concurrent"}:
        yield "dispatch needs per_second, burst and concurrent"


def _of_dates(row: Row) -> Iterator[str]:
    status, day = row["retirement"]["status"], row["retirement"]["date"]
    if (status == "none") is (day is not None):
        yield f"retirement: status {status} with date {day}"
    if day is not None and row["released"] >= day:
        yield f"released on {row['released']}, which is not before its retirement on {day}"


def _of_rules(row: Row) -> Iterator[str]:
    """A rule about what the row does not have can never hold, or never be kept."""
    able = {field: row[column] for field, column in _RULED.items()} | {
        "references": list(range(row["references"] + 1)),
        "audio": sorted(_SOUNDS[row["audio"]]),
        "first_frame": [False, True] if row["first_frame"] else [False],
        "last_frame": [False, True] if row["last_frame"] else [False],
        "task": [None, *row.get("tasks", ())],
    }
    for rule in row["rules"]:
        for half in ("when", "requires"):
            for field, values in rule[half].items():
                if field not in able:
                    yield f"rules: {half} names {field}, which no wish has"
                elif not values or any(value not in able[field] for value in values):
                    yield f"rules: {half} {field} = {values}, possible is {able[field]}"


def _of_prices(row: Row, today: date) -> Iterator[str]:
    wanted = {(resolution, sound) for resolution in row["resolutions"] for sound in _SOUNDS[row["audio"]]}
    for column in ("credits_per_second", "usd_per_second"):
        priced = {(price["resolution"], price["audio"]) for price in row[column]}
        yield from (f"{column}: no price for {_pair(pair)}" for pair in sorted(wanted - priced))
        yield from (f"{column}: a price for {_pair(pair)}, which cannot be asked for" for pair in sorted(priced - wanted))
    charged = Counter((price["resolution"], price["audio"]) for price in row["credits_per_second"])
    yield from (f"credits_per_second: {count} prices for {_pair(pair)}" for pair, count in charged.items() if count > 1)
    for pair in sorted(wanted):
        spans = [price for price in row["usd_per_second"] if (price["resolution"], price["audio"]) == pair]
        yield from _of_spans(pair, spans, today)


def _of_spans(pair: tuple[str, bool], prices: list[Row], today: date) -> Iterator[str]:
    """Prices of one kind follow each other: no day with two of them, no day between them without any, and one for today."""
    spans = sorted((price.get("from", ""), price.get("until", "9999")) for price in prices)
    yield from (f"usd_per_second: {_pair(pair)} from {begin} until {end}" for begin, end in spans if begin >= end)
    for (_, end), (begin, _) in pairwise(spans):
        if begin != end:
            count = "two prices" if begin < end else "no price"
            yield f"usd_per_second: {count} for {_pair(pair)} at {min(begin, end) or 'once'}"
    if spans and not spans[0][0] <= today.isoformat() < spans[-1][1]:
        yield f"usd_per_second: no price for {_pair(pair)} today"


def _of_replacement(row: Row, by_key: Mapping[str, Row], today: date) -> Iterator[str]:
    instead, retired = row["replacement"], _retired(row, today)
    if instead is None:
        if retired:
            yield "retired, and no replacement is named"
    elif instead not in by_key:
        yield f"its replacement {instead} does not exist"
    elif instead == catalog_reads.key(row):
        yield "it replaces itself"
    elif _retired(by_key[instead], today):
        yield f"its replacement {instead} is retired itself"


def _of_queue(row: Row, queues: Collection[str], today: date) -> Iterator[str]:
    if _retired(row, today):
        return
    if "dispatch" not in row:
        yield "dispatch is missing: it can be asked for"
    if (queue := catalog_reads.start_queue(row["surface"], row["model"])) not in queues:
        yield f"infra/topology.json has no queue {queue}"


def _retired(row: Row, today: date) -> bool:
    return catalog_reads.availability(row, today) is Availability.RETIRED


def _pair(pair: tuple[str, bool]) -> str:
    return f"{pair[0]} {'with' if pair[1] else 'without'} sound"


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def main() -> int:
    rows, today = list(catalog_reads.rows()), datetime.now(UTC).date()
    wrong = problems(rows, json.loads(_TOPOLOGY.read_text())["queues"], today)
    for line in wrong:
        print(f"catalog: {line}", file=sys.stderr)
    if not wrong:
        for line in unverified(rows, today):
            print(f"catalog: warning: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())

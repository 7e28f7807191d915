"""The catalog's file, held against itself."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from local.catalog_check import problems, unverified
from shared.catalog import reads as catalog_reads
from tests.fixtures.sources import ROOT
from tests.unit.test_queues import QUEUES

TODAY = date(2026, 11, 21)
VEO = 0  # the place of a row with rules, retirement, replacement and two sounds
RETIRED = next(
    place
    for place, row in enumerate(catalog_reads.rows())
    if row["retirement"]["status"] == "confirmed" and row["retirement"]["date"]
)


def rows() -> list[dict[str, Any]]:
    return copy.deepcopy(list(catalog_reads.rows()))


def changed(column: str, value: Any, place: int = VEO) -> list[dict[str, Any]]:
    found = rows()
    found[place][column] = value
    return found


def told(found: list[dict[str, Any]]) -> list[str]:
    return problems(found, QUEUES, TODAY)


def test_the_catalog_agrees_with_itself() -> None:
    """M1: nothing to tell of the file as it is; `make check` runs the same."""
    assert told(rows()) == []
    done = subprocess.run([sys.executable, "-m", "local.catalog_check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all("warning" in line for line in done.stderr.splitlines())


@pytest.mark.parametrize("column", sorted(set(catalog_reads.rows()[VEO]) - {"dispatch"}))
def test_a_column_that_is_missing_or_of_another_kind_is_told(column: str) -> None:
    """M1: schema."""
    found = rows()
    del found[VEO][column]
    (missing, *_) = told(found)
    assert missing.endswith(f"{column} is missing")
    assert any(f": {column} is set, not" in line for line in told(changed(column, {"odd"})))


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("colour", "red", "colour is not known"),
        ("stage", "beta", "stage: 'beta' is not known"),
        ("audio", "loud", "audio: 'loud' is not known"),
        ("resolutions", ["8k"], "resolutions: '8k' is not known"),
        ("resolutions", [], "resolutions is empty"),
        ("aspect_ratios", ["4:3"], "aspect_ratios: '4:3' is not known"),
        ("references", True, "references is bool, not int"),
        ("seconds", [0, 4], "seconds are whole numbers"),
        ("seconds", [4.5], "seconds are whole numbers"),
        ("released", "2025-13-01", "released: '2025-13-01' is no day"),
        ("released", "20251117", "released: '20251117' is no day"),
        ("last_verified", "lately", "last_verified: 'lately' is no day"),
        ("retirement", {"status": "soon", "date": None}, "retirement needs a date and a status"),
        ("retirement", {"status": "none"}, "retirement needs a date and a status"),
        ("retirement", {"status": "earliest", "date": "soon"}, "retirement: 'soon' is no day"),
        ("retirement", {"status": "none", "date": "2027-01-01"}, "retirement: status none with date 2027-01-01"),
        ("retirement", {"status": "announced", "date": None}, "retirement: status announced with date None"),
        ("released", "2026-11-17", "which is not before its retirement on 2026-11-17"),
        ("replacement", "vertex/veo-9", "its replacement vertex/veo-9 does not exist"),
        ("replacement", catalog_reads.key(catalog_reads.rows()[VEO]), "it replaces itself"),
        ("replacement", catalog_reads.key(catalog_reads.rows()[RETIRED]), "is retired itself"),
        ("model", "veo-3.2", "infra/topology.json has no queue start-vertex-veo-3-2"),
        ("dispatch", {"per_second": 1}, "dispatch needs per_second, burst and concurrent"),
        ("rules", [{"when": {}}], "needs when and requires"),
        ("rules", [{"when": {"resolution": ["360p"]}, "requires": {}}], "rules: when resolution = ['360p'], possible is"),
        ("rules", [{"when": {}, "requires": {"seconds": [5]}}], "rules: requires seconds = [5], possible is [4, 6, 8]"),
        ("rules", [{"when": {"mood": ["calm"]}, "requires": {}}], "rules: when names mood, which no wish has"),
        ("rules", [{"when": {"references": [4]}, "requires": {}}], "rules: when references = [4]"),
    ],
)
def test_a_row_that_contradicts_itself_is_told(column: str, value: Any, expected: str) -> None:
    """M1: each contradiction names the row and what is wrong with it."""
    found = told(changed(column, value))
    assert any(expected in line for line in found), found
    assert all(line.startswith("vertex/") for line in found)


def test_two_rows_of_one_key_are_told() -> None:
    """M1: rows are keyed by surface and model."""
    found = told([*rows(), rows()[VEO]])
    assert found == [f"{catalog_reads.key(catalog_reads.rows()[VEO])}: there are 2 rows of this key"]


def test_a_retired_row_needs_a_replacement() -> None:
    """M1: the refusal names it."""
    assert any("no replacement is named" in line for line in told(changed("replacement", None, RETIRED)))


def test_an_available_row_needs_its_pace() -> None:
    """M7: what can be asked for has a queue and its pace."""
    found = rows()
    del found[VEO]["dispatch"]
    assert any("dispatch is missing" in line for line in told(found))


@pytest.mark.parametrize(
    ("column", "change", "expected"),
    [
        ("credits_per_second", lambda prices: prices[1:], "credits_per_second: no price for 720p with sound"),
        ("usd_per_second", lambda prices: prices[:-1], "usd_per_second: no price for 4k without sound"),
        ("credits_per_second", lambda prices: [*prices, prices[0]], "credits_per_second: 2 prices for 720p with sound"),
        ("usd_per_second", lambda prices: [*prices, prices[0]], "usd_per_second: two prices for 720p with sound"),
        (
            "credits_per_second",
            lambda prices: [*prices, {"resolution": "360p", "audio": True, "credits": 1}],
            "a price for 360p with sound, which cannot be asked for",
        ),
        ("credits_per_second", lambda prices: [{**prices[0], "credits": 0}, *prices[1:]], "credits_per_second: 0 is no price"),
        ("usd_per_second", lambda prices: [{**prices[0], "usd": "1"}, *prices[1:]], "usd_per_second: '1' is no price"),
        ("usd_per_second", lambda prices: [{**prices[0], "from": "soon"}, *prices[1:]], "usd_per_second: 'soon' is no day"),
        (
            "usd_per_second",
            lambda prices: [{**prices[0], "until": "2026-11-21"}, *prices[1:]],
            "no price for 720p with sound today",
        ),
        (
            "usd_per_second",
            lambda prices: [{**prices[0], "from": "2026-11-22"}, *prices[1:]],
            "no price for 720p with sound today",
        ),
        (
            "usd_per_second",
            lambda prices: [{**prices[0], "until": "2026-01-01"}, {**prices[0], "from": "2026-01-02"}, *prices[1:]],
            "usd_per_second: no price for 720p with sound at 2026-01-01",
        ),
        (
            "usd_per_second",
            lambda prices: [{**prices[0], "until": "2026-01-02"}, {**prices[0], "from": "2026-01-01"}, *prices[1:]],
            "usd_per_second: two prices for 720p with sound at 2026-01-01",
        ),
        ("usd_per_second", lambda prices: [{"usd": 1}, *prices], "usd_per_second: {'usd': 1} needs audio, resolution, usd"),
    ],
)
def test_whatever_can_be_asked_for_has_exactly_one_price(column: str, change: Any, expected: str) -> None:
    """M1, C1: on every day, for each resolution and sound."""
    found = told(changed(column, change(rows()[VEO][column])))
    assert any(expected in line for line in found), found


def test_prices_that_follow_each_other_are_one_price_a_day() -> None:
    """M1: validity dates, the end of one being the beginning of the next."""
    prices = rows()[VEO]["usd_per_second"]
    spans = [{**prices[0], "until": "2026-01-01"}, {**prices[0], "from": "2026-01-01"}, *prices[1:]]
    assert told(changed("usd_per_second", spans)) == []


def test_what_nobody_verified_for_thirty_days_is_warned_of_and_no_failure() -> None:
    """M1: told with its source."""
    found = changed("last_verified", "2026-10-21")
    assert told(found) == []
    assert unverified(changed("last_verified", "2026-10-22"), TODAY) == []
    (line,) = unverified(found, TODAY)
    assert line.startswith("vertex/veo-3.1-generate-001: last verified on 2026-10-21, 31 days ago")
    assert json.dumps(found[VEO]["source"])[1:-1] in line

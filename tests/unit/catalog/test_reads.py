from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from local import openapi
from shared.catalog import reads as catalog_reads
from shared.catalog.reads import Availability
from shared.providers.key_check import KeyProvider
from tests.fixtures.views import as_view

NOVEMBER = date(2026, 11, 21)


def row(status: str, day: str | None) -> dict[str, Any]:
    return {"retirement": {"status": status, "date": day}}


@pytest.mark.parametrize(
    ("status", "day", "expected"),
    [
        ("none", None, Availability.AVAILABLE),
        ("earliest", "2026-11-22", Availability.AVAILABLE),
        ("earliest", "2026-11-21", Availability.AVAILABLE),
        ("announced", "2026-11-22", Availability.ENDING),
        ("announced", "2026-11-21", Availability.RETIRED),
        ("confirmed", "2026-09-24", Availability.RETIRED),
    ],
)
def test_a_models_availability_follows_the_calendar(status: str, day: str | None, expected: Availability) -> None:
    """M1: past announced or confirmed is retired; earliest is told to operators alone."""
    assert catalog_reads.availability(row(status, day), NOVEMBER) is expected


def test_operators_are_told_once_the_earliest_day_has_passed() -> None:
    """M1: of an end that may be near, while nothing else was announced."""
    assert catalog_reads.may_have_ended(row("earliest", "2026-11-21"), NOVEMBER)
    assert not catalog_reads.may_have_ended(row("earliest", "2027-01-01"), NOVEMBER)
    assert not any(catalog_reads.may_have_ended(row(status, "2026-09-24"), NOVEMBER) for status in ("announced", "confirmed"))
    assert not catalog_reads.may_have_ended(row("none", None), NOVEMBER)


def test_veo_costs_what_the_price_list_says() -> None:
    """C1: Veo 3.1 at 720p costs 40, 60 and 80 credits for 4, 6 and 8 seconds."""
    veo = next(row for row in catalog_reads.rows() if row["model"] == "veo-3.1-generate-001")
    price = next(p["credits"] for p in veo["credits_per_second"] if p["resolution"] == "720p" and p["audio"])
    assert [price * seconds for seconds in veo["seconds"]] == [40, 60, 80]


def test_users_never_see_what_the_provider_costs_us() -> None:
    """C9: list prices are for operators."""
    shown = json.dumps(catalog_reads.for_clients(NOVEMBER, {}))
    assert "usd" not in shown
    assert "last_verified" not in shown


def test_every_row_is_whole_and_its_replacement_exists() -> None:
    """M1: each row fits the answer's schema, prices each combination once and names a living replacement."""
    keys = {catalog_reads.key(row) for row in catalog_reads.rows()}
    for shown, row in zip(catalog_reads.for_clients(NOVEMBER, {}), catalog_reads.rows(), strict=True):
        as_view("Model", shown)
        assert shown["own_key"] is (row["surface"] in set(KeyProvider))
        audio = {"toggle": {True, False}, "always": {True}, "never": {False}}[row["audio"]]
        combinations = sorted((resolution, sound) for resolution in row["resolutions"] for sound in audio)
        for prices in ("credits_per_second", "usd_per_second"):
            assert sorted((price["resolution"], price["audio"]) for price in row[prices]) == combinations
        if shown["availability"] == "retired":
            assert row["replacement"] in keys
    assert len(keys) == len(catalog_reads.rows())


def test_the_styles_are_named_in_both_languages() -> None:
    """P1: every camera style, effect, light and mood has a German and an English name."""
    styles = as_view("StyleCatalog", catalog_reads.styles())
    assert {name: len(group["values"]) for name, group in styles.items()} == {
        "camera_style": 8,
        "film_effects": 8,
        "lighting": 6,
        "mood": 6,
    }


def test_the_openapi_document_and_the_pages_are_what_the_code_says() -> None:
    """Q2, Q4: generated from validators, error classes and settings, and current."""
    for path, text in openapi.pages().items():
        assert path.read_text(encoding="utf-8") == text, path
    document = openapi.document()
    assert document["openapi"] == "3.1.0"
    assert document["paths"]["/admin/grants"]["post"]["requestBody"]["required"] is True
    assert document["paths"]["/account"]["get"]["security"] == [{"firebase": []}, {"agentKey": []}]

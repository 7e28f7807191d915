"""Documents of all collections of one name, against the real emulator: paged, and added up without being sent."""

from __future__ import annotations

import secrets

import pytest

from shared.platform.clock import SystemClock
from shared.platform.firestore.client import Firestore
from shared.platform.firestore.documents import Document, Store
from tests.fixtures.system import System


@pytest.fixture
def store(system: System) -> Store:
    return Store(Firestore(system.firestore), SystemClock())


@pytest.fixture
def group(system: System) -> str:
    """Five priced documents of one day under five parents, and one of another day."""
    name, batch = f"private-{secrets.token_hex(6)}", system.firestore.batch()
    for number, day in enumerate(["2026-11-21"] * 5 + ["2026-11-22"]):
        batch.set(
            system.firestore.document(f"shops/{name}-{number}/{name}/ops"),
            {"day": day, "usd": 0.5 + number, "note": "long"},
        )
    batch.commit(timeout=10)
    return name


def test_a_sum_counts_what_the_condition_names_in_all_collections_of_the_name(store: Store, group: str) -> None:
    """C7: added up where the documents lie."""
    assert store.sum_in(group, ("day", "2026-11-21"), "usd") == pytest.approx(12.5)
    assert store.sum_in(group, ("day", "2026-11-23"), "usd") == 0


def test_pages_follow_each_other_without_a_gap(store: Store, group: str) -> None:
    """C9: each document once, only the fields that were asked for."""
    found: list[Document] = []
    while True:
        page = store.all_in(group, ("day", "2026-11-21"), after=found[-1].path if found else None, limit=2, only=["usd"])
        found += page
        if len(page) < 2:
            break
    assert [row.path.split("/")[1] for row in found] == [f"{group}-{number}" for number in range(5)]
    assert [dict(row.fields or {}) for row in found] == [{"usd": 0.5 + number} for number in range(5)]
    beyond = store.all_in(group, None, after=found[3].path, limit=5, only=["usd"])
    assert [row.path.split("/")[1] for row in beyond] == [f"{group}-4", f"{group}-5"]

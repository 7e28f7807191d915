"""The table of what becomes of a user's data knows every collection that there is, and hides what nobody shall see."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from shared.platform.user_ids import is_id, is_pseudonym, new_pseudonym
from shared.user_data.fates import COLLECTIONS, Fate, told
from shared.user_data.renaming import NAMES
from tests.fixtures.sources import ROOT, modules

_PLACE = re.compile(r"""f["'](?:\{\w+\}/)?([a-z_]+)/\{""")  # how code names a document
# first parts of names of objects, of addresses, and of what lies in an archive
_NO_COLLECTIONS = {"users", "staging", "projects", "media", "data", "documents", "keys", "tasks"}


def named_by_code() -> set[str]:
    """Every first part of a path that stands in the product, and every collection that is a constant of a model."""
    texts = {name: path.read_text() for name, path in modules("shared") if not name.startswith("shared.platform.web")}
    constants = {
        found
        for name, text in texts.items()
        if name.endswith((".model", ".counts", ".commands", ".ledger"))
        for found in re.findall(r'^_?(?:COLLECTIONS?|[A-Z]+)(?:, [A-Z]+)? = "([a-z]+_?[a-z]+s)"', text, re.MULTILINE)
    }
    return {found for text in texts.values() for found in _PLACE.findall(text)} | constants


def test_no_collection_is_forgotten() -> None:
    """D1: whatever rules, indexes, the data model and the code name stands in the table."""
    rules = re.findall(r"match /([a-z_]+)/\{", (ROOT / "firestore.rules").read_text())
    declared = json.loads((ROOT / "infra" / "firestore.indexes.json").read_text())
    groups = [each["collectionGroup"] for kind in ("indexes", "fieldOverrides") for each in declared[kind]]
    pages = re.findall(r"^## `([a-z_]+)/", (ROOT / "docs" / "data-model.md").read_text(), re.MULTILINE)
    lower = re.findall(r"^## `[a-z_]+/\{\w+\}/([a-z]+)/", (ROOT / "docs" / "data-model.md").read_text(), re.MULTILINE)
    named = {*rules, *groups, *pages, *lower, *(named_by_code() - _NO_COLLECTIONS)} - {"databases"}
    assert named == {*COLLECTIONS}


def test_what_is_named_is_erased_or_renamed() -> None:
    """D1: a row without an erasure of its own lies below another, goes with the last step or after Stripe's, or says no name."""
    without = {name for name, row in COLLECTIONS.items() if row.fate is Fate.ERASED and row.erase is None}
    assert without == {"versions", "private", "stripe_customers", "accounts", "account_deletions"}
    renamed = {collection for collection, _ in NAMES}
    assert {name for name, row in COLLECTIONS.items() if row.fate is Fate.PSEUDONYM} <= renamed


def test_an_export_hides_secrets_and_our_marks() -> None:
    """D1, K1: neither a sealed key nor a hash of a password or of an agent's key leaves the house."""
    hides = {name: {*(row.hides or ())} for name, row in COLLECTIONS.items()}
    assert hides["provider_keys"] >= {"ciphertext", "wrapped_key", "wrapped_by"}
    assert "password" in hides["shares"]
    assert "hash" in hides["agent_keys"]
    kept = {"hash": "x", "name": "Nightly", "commit_token": "t", "schema_version": 1, "at": datetime(2026, 1, 1, tzinfo=UTC)}
    assert set(told(COLLECTIONS["agent_keys"], kept)) == {"name", "at"}


def test_a_pseudonym_leads_to_nobody() -> None:
    """D1: no two are the same, and each can stand where an id of a user can."""
    drawn = {new_pseudonym() for _ in range(100)}
    assert len(drawn) == 100
    assert all(is_pseudonym(each) and is_id(each) for each in drawn)
    assert not is_pseudonym("erased-by-ada")

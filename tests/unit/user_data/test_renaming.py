"""The one rewrite of ledger and audit: the name alone, wherever it stands in a line, and nothing that only looks like it."""

from __future__ import annotations

import pytest

from shared.platform.firestore.documents import Create, Delete, Document, Update
from shared.user_data.erasing import Leaver
from shared.user_data.renaming import _writes  # pyright: ignore[reportPrivateUsage]

ADA = Leaver("kZ3b8cQ1VdkZ3b8cQ1Vd", "erased-0f4c")
ENTRY = {"user_id": ADA.user_id, "amount": -40, "seq": 3, "balance_after": 60, "description": "Video", "job_id": "j"}


def test_an_entry_changes_its_user_and_nothing_else() -> None:
    """D1, C3: amount, order and balance are as they were, also in the document's name."""
    row = Document("credit_transactions/j.charge", ENTRY)
    assert _writes(row, "user_id", ADA) == [Update(row, {"user_id": ADA.pseudonym})]


@pytest.mark.parametrize("name", ["signup.{}", "guest.{}", "grant.proof-{}-1"])
def test_an_entry_that_bears_the_name_is_written_under_the_other(name: str) -> None:
    """D1: in the commit that takes the first one away, so that it is there once."""
    row = Document(f"credit_transactions/{name.format(ADA.user_id)}", ENTRY)
    renamed = f"credit_transactions/{name.format(ADA.pseudonym)}"
    assert _writes(row, "user_id", ADA) == [Create(renamed, {**ENTRY, "user_id": ADA.pseudonym}), Delete(row)]


def test_what_an_operator_did_to_them_is_told_of_the_pseudonym() -> None:
    """D1: in details and lists too; what was done to others stays as it was written."""
    audit = {"on": ADA.user_id, "actor": "boss", "details": {"users": [ADA.user_id, "eve"], "grant_id": f"g-{ADA.user_id}"}}
    row = Document("audit_log/one", audit)
    told = {"on": ADA.pseudonym, "details": {"users": [ADA.pseudonym, "eve"], "grant_id": f"g-{ADA.pseudonym}"}}
    assert _writes(row, "on", ADA) == [Update(row, told)]
    assert _writes(Document("audit_log/two", {"on": "eve", "actor": "boss"}), "on", ADA) == []


def test_a_short_name_is_not_found_in_other_words() -> None:
    """D1: an app that gives its users ids of one letter has its ledger as it was, but for that letter where it is the name."""
    short = Leaver("a", "erased-0f4c")
    row = Document("credit_transactions/a1b.charge", {**ENTRY, "user_id": "a", "description": "a video"})
    assert _writes(row, "user_id", short) == [Update(row, {"user_id": short.pseudonym})]
    granted = Document("credit_transactions/signup.a", {**ENTRY, "user_id": "a"})
    assert _writes(granted, "user_id", short)[0].path == f"credit_transactions/signup.{short.pseudonym}"


def test_of_anothers_work_only_the_payer_is_renamed() -> None:
    """D1: its user's words are theirs, whatever stands in them."""
    row = Document("video_jobs/j", {"user_id": "eve", "payer_id": ADA.user_id, "prompt": f"For {ADA.user_id}."})
    assert _writes(row, "payer_id", ADA) == [Update(row, {"payer_id": ADA.pseudonym})]

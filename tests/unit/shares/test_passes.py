"""Passwords as they are kept, and tickets for one link and one while."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.shares import passes
from tests.fixtures.fakes import NOON

TOKEN, OTHER = "a" * 22, "b" * 22


def test_a_password_is_kept_so_that_it_can_be_told_and_not_read() -> None:
    """V14: the same one twice is kept in two ways; an umlaut is one, however it was typed."""
    kept = passes.kept("übermut 1")
    assert "bermut" not in kept
    assert kept != passes.kept("übermut 1")
    assert passes.opens("u\u0308bermut 1", kept)
    for wrong in ("Übermut 1", "", "übermut 1 ", "\ud800", "x" * 5000):
        assert not passes.opens(wrong, kept)
    assert passes.told_apart("übermut 1") == passes.told_apart("u\u0308bermut 1") != passes.told_apart("ubermut 1")
    assert passes.told_apart(None) is None


def test_a_ticket_is_for_its_link_and_for_a_while() -> None:
    """V14: of each page it tells which one; nobody writes their own."""
    first, second = passes.ticket(TOKEN, NOON), passes.ticket(TOKEN, NOON)
    page = passes.visit_of(TOKEN, first, NOON)
    assert page
    assert page != passes.visit_of(TOKEN, second, NOON)
    assert passes.visit_of(TOKEN, first, NOON + passes.TICKET_LIVES - timedelta(seconds=1)) == page
    assert passes.visit_of(TOKEN, first, NOON + passes.TICKET_LIVES) is None
    assert passes.visit_of(TOKEN, first, NOON - timedelta(seconds=1)) is None
    assert passes.visit_of(OTHER, first, NOON) is None
    issued, nonce, signed = first.split(".")
    assert passes.visit_of(TOKEN, f"{issued}.{second.split('.')[1]}.{signed}", NOON) is None
    assert passes.visit_of(TOKEN, f"{int(issued, 16) + 1:x}.{nonce}.{signed}", NOON) is None


@pytest.mark.parametrize("spoiled", ["", "..", "x" * 500, "0.0.0", f"{'0' * 8}.{'0' * 16}.{'0' * 32}", "\x00", "٣" * 8])
def test_what_is_no_ticket_opens_nothing(spoiled: str) -> None:
    """V14: and breaks nothing."""
    assert passes.visit_of(TOKEN, spoiled, NOON) is None

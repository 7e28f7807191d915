"""What an account learns of its user by a call: at most once a day, and never less than it knew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.platform.web.presence import marks, spoken
from shared.platform.web.tokens import Agent, User
from tests.fixtures.fakes import NOON

ADA = User("ada", NOON, "password", email="ada.l@example.com", name="Áda Lovelace", identities={"email": ("ada.l@example.com",)})
GUEST = User("ada", NOON, "anonymous")
AGENT = User("ada", NOON, "password", agent=Agent("key", frozenset({"read"})))
KNOWN: dict[str, Any] = {"seen_at": NOON, "guest": False, "terms": ["ada", "lov", "l"]}
TOMORROW = NOON + timedelta(days=1)


@pytest.mark.parametrize(
    ("stored", "user", "now", "found"),
    [
        ({}, ADA, NOON, KNOWN),
        (KNOWN, ADA, NOON + timedelta(hours=11), {}),
        (KNOWN, ADA, TOMORROW, {"seen_at": TOMORROW}),
        ({**KNOWN, "terms": ["old"]}, ADA, NOON, {}),
        ({**KNOWN, "terms": ["old"]}, ADA, TOMORROW, {"seen_at": TOMORROW, "terms": KNOWN["terms"]}),
        ({}, GUEST, NOON, {"seen_at": NOON, "guest": True}),
        ({"seen_at": NOON, "guest": True}, ADA, NOON, {"guest": False, "terms": KNOWN["terms"]}),
        (KNOWN, GUEST, NOON, {}),
        ({**KNOWN, "guest": True}, AGENT, NOON, {}),
        ({}, AGENT, NOON, {"seen_at": NOON}),
    ],
    ids=["new", "again", "next day", "same day", "new name", "guest", "linked", "older token", "agent", "agent first"],
)
def test_an_account_learns_what_it_does_not_say_yet(stored: dict[str, Any], user: User, now: Any, found: dict[str, Any]) -> None:
    """O1, A7: a day's first call, whoever was linked since; a token from before that takes nothing back."""
    assert marks(stored, user, now) == found


def test_nobody_is_found_by_where_their_mail_is() -> None:
    """O1: the words before the `@` are a person's, those behind it many people's."""
    assert spoken("Grace Hopper", "g.hopper@navy.example") == ["grace", "hopper", "g"]
    assert spoken(None, None) == []

"""Plans: for one wish, one key, one user and a quarter of an hour."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.agents import plans
from shared.agents.errors import PlanExpired, PlanInvalid
from shared.platform.firestore.documents import Document
from shared.platform.web.tokens import Agent, User
from tests.fixtures.fakes import NOON

WISH = {"prompt": "A fox.", "seconds": 4}


def user(uid: str = "ada", key_id: str = "0" * 24) -> User:
    return User(uid, NOON, "password", agent=Agent(key_id, frozenset({"spend"})))


class _Store:
    """Knows what was bought."""

    def __init__(self, *bought: str) -> None:
        self.bought = bought

    def get(self, path: str) -> Document:
        kept = {"answer": "{}", "expires_at": NOON + timedelta(days=2)}
        return Document(path, kept if any(path.endswith(each) for each in self.bought) else None)


def test_a_plan_is_told_again_as_it_was_made() -> None:
    """E3: its price and end stand in it; the order of fields in a wish says nothing."""
    made = plans.made(user(), "video", WISH, 40, NOON)
    opened = plans.opened(user(), made.text, {"seconds": 4, "prompt": "A fox."}, NOON + timedelta(minutes=14))
    assert opened == made
    assert (made.credits, made.tool, made.expires_at) == (40, "video", NOON + timedelta(minutes=15))
    assert len(made.text) < 90


def test_two_plans_of_one_wish_are_two_purchases() -> None:
    """E3: each has a key of its own, which follows from it."""
    first, second = (plans.made(user(), "video", WISH, 40, NOON) for _ in range(2))
    assert first.key != second.key
    assert first.key == plans.opened(user(), first.text, WISH, NOON).key


def _spoiled() -> dict[str, tuple[User, str, dict[str, Any]]]:
    text = plans.made(user(), "video", WISH, 40, NOON).text
    return {
        "another wish": (user(), text, {**WISH, "seconds": 6}),
        "a field more": (user(), text, {**WISH, "audio": True}),
        "a letter that has no form": (user(), text, {**WISH, "prompt": "\ud800"}),
        "another user": (user("eve"), text, WISH),
        "another key": (user(key_id="1" * 24), text, WISH),
        "another price": (user(), text.replace("_40_", "_1_"), WISH),
        "another tool": (user(), text.replace("_video_", "_film_"), WISH),
        "a later end": (user(), text.replace(text.split("_")[3], "ffffffff"), WISH),
        "nothing": (user(), "", WISH),
        "too much": (user(), f"{text}0", WISH),
    }


@pytest.mark.parametrize("how", _spoiled())
def test_what_is_no_plan_of_this_buys_nothing(how: str) -> None:
    """E3: whatever of it was changed."""
    with pytest.raises(PlanInvalid):
        plans.opened(*_spoiled()[how], NOON)


def test_a_plan_that_is_late_brings_only_what_it_brought(monkeypatch: pytest.MonkeyPatch) -> None:
    """E3: an answer that was lost can be asked for again; nothing new is bought."""
    made, late = plans.made(user(), "video", WISH, 40, NOON), NOON + timedelta(minutes=16)
    monkeypatch.setattr(plans, "store", _Store)
    with pytest.raises(PlanExpired):
        plans.opened(user(), made.text, WISH, late)
    record = plans.idempotency.path("ada", made.key)
    monkeypatch.setattr(plans, "store", lambda: _Store(record))
    assert plans.opened(user(), made.text, WISH, late) == made
    for days in (
        2,
        3,
    ):  # Firestore deletes the record some time after; until then it brings nothing, and the wish would be bought anew
        with pytest.raises(PlanExpired):
            plans.opened(user(), made.text, WISH, NOON + timedelta(days=days))

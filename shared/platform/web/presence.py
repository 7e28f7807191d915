"""That somebody was here, and who: what an account knows of it, by which operators find and list its user.

The day's first call is written down, and by whom a user is known whenever that is: how the words of their name and of their
address begin, never the words themselves; Firebase Auth has these, and is asked. What no token told is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.platform.folding import of_word, words_of

if TYPE_CHECKING:
    from shared.platform.web.tokens import User

_MOST = 20  # terms of one user


def marks(stored: Mapping[str, Any], user: User, now: datetime) -> dict[str, Any]:
    """What their account does not say yet; nothing, but for a user's first call of a day and the first after they were linked."""
    found: dict[str, Any] = {}
    before: datetime | None = stored.get("seen_at")
    if before is None or before.date() < now.date():
        found["seen_at"] = now
    if stored.get("disabled") and (ended := stored.get("disabled_until")) is not None and ended <= now:
        found |= {"disabled": False, "disabled_until": None}
    if user.agent is not None:  # a key tells nothing of who its user is now
        return found
    guest: bool | None = stored.get("guest")
    if guest is None or (guest and not user.guest):  # never back: another device may have an older token for an hour
        found["guest"] = user.guest
    if (found or not stored.get("terms")) and (terms := known_by(user)) and terms != stored.get("terms"):
        found["terms"] = terms
    return found


def known_by(user: User) -> list[str]:
    return terms_of(user.name, user.email)


def terms_of(name: str | None, email: str | None) -> list[str]:
    return list(dict.fromkeys(map(of_word, spoken(name, email))))[:_MOST]


def spoken(name: str | None, email: str | None) -> list[str]:
    """The words that somebody may be looked for by: their name's, and those before the `@`."""
    return words_of(" ".join([name or "", (email or "").rpartition("@")[0]]))

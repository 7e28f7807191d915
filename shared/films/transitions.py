"""The one way in which a film changes its status. Whoever ends one starts the next that waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from shared.accounts.ledger import account_path
from shared.accounts.usage import usage_path
from shared.films import steps
from shared.films.model import Film
from shared.films.outcomes import Ending, FilmOutcome
from shared.films.steps import Decide, Moved
from shared.films.waiting import start_next
from shared.lifecycle import outbox
from shared.lifecycle.outbox import Event
from shared.platform.firestore.documents import Write


def transition(film_id: str, user_id: str, decide: Decide, *beside: str) -> Moved:
    """Take one step; one that the table does not know changes nothing, nor does that of another user."""
    moved = steps.take(film_id, user_id, decide, *beside)
    if moved.beside is not None:
        start_next(moved.beside)
        if moved.now is not None and not moved.now.live:
            outbox.announce(moved.beside.listens, Event(f"film.{moved.now.status}"), user_id, film_id)
    return moved


def end(
    film_id: str,
    user_id: str,
    ending: Ending,
    *,
    if_so: Callable[[Film], bool] = lambda _film: True,
    facts: Mapping[str, Any] | None = None,
    tidied: bool = False,
    also: Sequence[Write] = (),
) -> Moved:
    """End a live film of this user's, and only `if_so`: its refund is in the same commit, and gives its slot back."""
    beside = [account_path(user_id), *([usage_path(user_id)] if ending.outcome is FilmOutcome.COMPLETED else [])]

    def step(film: Film) -> steps.Step | None:
        return replace(steps.ended(film, ending, facts=facts, tidied=tidied), also=also) if if_so(film) else None

    return transition(film_id, user_id, step, *beside)

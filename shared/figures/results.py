"""What a whole tally comes to, held against the days before. Plain arithmetic; no Google here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.figures import counting, sketches
from shared.figures.model import USERS, USERS_KEPT, Tally
from shared.platform.firestore.documents import Create, Drop, Seen, Update, Write

if TYPE_CHECKING:
    from shared.config.model import CreditsSection

NAMED_USERS = 10  # of each rank
_STYLES = 40
_ENOUGH = 20  # videos of some days by which a model's usual time is believed
_WEEK = timedelta(days=7)
_MOST_USUAL_S = 3600

Figures = Mapping[str, Any]


class Beside(NamedTuple):
    """What is asked of the database as a number."""

    new_users: int
    stored_bytes: int


def of(day: date, tally: Tally, earlier: Mapping[date, Figures], beside: Beside, prices: CreditsSection) -> dict[str, Any]:
    """The figures of a day; `earlier` are those of the days before it, where there are some."""
    films = {**tally["films"], "usd": round(tally["films"]["seconds"] / 60 * prices.film_minute_usd, 4)}
    prompts = {
        name: {**each, "usd": round(each["tokens"] / 1_000_000 * prices.million_tokens_usd, 4)}
        for name, each in tally["prompts"].items()
    }
    yesterday = earlier.get(day - timedelta(days=1))
    return {
        "models": {name: {**each, "usd": round(each["usd"], 4)} for name, each in tally["models"].items()},
        "films": films,
        "prompts": prompts,
        "entries": tally["entries"],
        "money": tally["money"],
        "styles": dict(sketches.first(tally["styles"], _STYLES)),
        "house_jobs": tally["house"]["jobs"],
        "credit_usd": prices.credit_usd,
        "active": tally["active"],
        "new_users": beside.new_users,
        "retention": _retention(day, tally["active"], earlier),
        "stored_bytes": beside.stored_bytes,
        "stored_bytes_change": beside.stored_bytes - int(yesterday["stored_bytes"]) if yesterday else None,
    }


def _retention(day: date, active: Sequence[int], earlier: Mapping[date, Figures]) -> dict[str, int]:
    """Of who was there in the week before the last seven days, how many came again in these."""
    this, before = [list(active)], list[Sequence[int]]()
    for each, figures in earlier.items():
        (this if each > day - _WEEK else before).append(figures["active"])
    week, week_before = sketches.union(*this), sketches.union(*before)
    return {
        "week": sketches.how_many(week),
        "week_before": sketches.how_many(week_before),
        "came_again": sketches.in_both(week, week_before),
    }


def user_documents(seen: Seen, day: str, tally: Tally, now: datetime) -> list[Write]:
    """Who is named for what, each in a document that goes with its user; those of an earlier run give way."""
    writes: list[Write] = []
    for rank in counting.RANKS:
        named = sketches.first(tally["users"][rank], NAMED_USERS)
        for place in range(NAMED_USERS):
            where = user_path(day, rank, place)
            if place < len(named):
                user_id, number = named[place]
                fields = {"day": day, "rank": rank, "user_id": user_id, "number": number, "expires_at": now + USERS_KEPT}
                writes.append(Create(where, fields) if seen[where].fields is None else Update(seen[where], fields))
            elif seen[where].fields is not None:
                writes.append(Drop(where))
    return writes


def user_path(day: str, rank: str, place: int) -> str:
    return f"{USERS}/{day}.{rank}.{place}"


def usual_seconds(days: Mapping[date, Figures]) -> dict[str, int]:
    """How long each model took for half of its videos of these days, where there were enough."""
    times: dict[str, dict[str, int]] = {}
    for figures in days.values():
        for name, each in figures["models"].items():
            times[name] = sketches.together(times.get(name, {}), each["times"])
    middle = {name: sketches.quantile(each, 0.5) for name, each in times.items() if sum(each.values()) >= _ENOUGH}
    return {name: min(_MOST_USUAL_S, max(1, round(found))) for name, found in middle.items() if found is not None}

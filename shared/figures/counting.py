"""What a page adds to a day's tally: plain arithmetic, over rows that each domain gives of its own. No Google here.

Jobs, films and prompts count on the day on which they were asked for, entries and money on the day on which they were posted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from shared.figures import sketches
from shared.figures.model import Tally
from shared.house.model import HOUSE

if TYPE_CHECKING:
    from shared.accounts.figures import EntryOfDay
    from shared.films.figures import FilmOfDay
    from shared.payments.figures import PriceOfPurchase
    from shared.prompts.figures import PromptOfDay
    from shared.videos.figures import CostOfDay, JobOfDay

Mark = Callable[[str], int]
RANKS = ("spent", "safety_blocks", "refunds", "refused_calls")  # what users are named for

_MONEY = {  # where an entry's share of its purchase goes
    "purchase": "revenue",
    "purchase_refund": "refunded",
    "chargeback": "disputed",
    "chargeback_reversal": "disputed",
}


def nothing() -> Tally:
    return {
        "models": {},
        "films": {"jobs": {}, "seconds": 0.0, "credits": 0, "refunded": 0},
        "prompts": {},
        "entries": {},
        "money": {},
        "styles": {},
        "users": {each: {} for each in RANKS},
        "active": [],
        "house": {"jobs": 0},
    }


def _model() -> Tally:
    return {"jobs": {}, "credits": 0, "refunded": 0, "usd": 0.0, "times": {}}


def _writer() -> Tally:
    return {"prompts": {}, "tokens": 0, "times": {}}


def _one_more(counts: dict[str, int], name: str, by: int = 1) -> None:
    counts[name] = counts.get(name, 0) + by


def _active(tally: Tally, users: set[str], mark: Mark) -> None:
    tally["active"] = sketches.union(tally["active"], [mark(each) for each in users if each and each != HOUSE])


def jobs(tally: Tally, rows: list[JobOfDay], mark: Mark) -> None:
    for row in rows:
        model = tally["models"].setdefault(row.model, _model())
        _one_more(model["jobs"], row.outcome or "live")
        model["credits"] += row.credits
        model["refunded"] += 0 if row.charged else row.credits
        if row.seconds is not None:
            model["times"] = sketches.with_time(model["times"], row.seconds)
        if row.payer_id == HOUSE:
            tally["house"]["jobs"] += 1
        if row.outcome == "safety_filtered" and row.user_id != HOUSE:
            sketches.raised(tally["users"]["safety_blocks"], row.user_id, 1)
    _active(tally, {row.user_id for row in rows}, mark)


def costs(tally: Tally, rows: list[CostOfDay]) -> None:
    for row in rows:
        tally["models"].setdefault(row.model, _model())["usd"] += row.usd


def films(tally: Tally, rows: list[FilmOfDay], mark: Mark) -> None:
    found = tally["films"]
    for row in rows:
        _one_more(found["jobs"], row.outcome or "live")
        found["credits"] += row.credits
        found["refunded"] += 0 if row.charged else row.credits
        found["seconds"] += row.seconds if row.outcome == "completed" else 0.0
    _active(tally, {row.user_id for row in rows}, mark)


def prompts(tally: Tally, rows: list[PromptOfDay], mark: Mark) -> None:
    for row in rows:
        for style in row.styles:
            _one_more(tally["styles"], style)
        if row.model is None:
            continue  # a person's own text
        writer = tally["prompts"].setdefault(row.model, _writer())
        _one_more(writer["prompts"], "blocked" if row.blocked else row.status)
        writer["tokens"] += row.tokens
        if row.seconds is not None and row.status == "completed":
            writer["times"] = sketches.with_time(writer["times"], row.seconds)
        if row.blocked:
            sketches.raised(tally["users"]["safety_blocks"], row.user_id, 1)
    _active(tally, {row.user_id for row in rows}, mark)


def present(tally: Tally, users: set[str], mark: Mark) -> None:
    _active(tally, users, mark)


def refused_calls(tally: Tally, calls: Mapping[str, int]) -> None:
    for user_id, refused in calls.items():
        sketches.raised(tally["users"]["refused_calls"], user_id, refused)


def entries(tally: Tally, rows: list[EntryOfDay], prices: Mapping[str, PriceOfPurchase], mark: Mark) -> None:
    for row in rows:
        _one_more(tally["entries"], row.type, row.amount)
        if row.type == "charge" and row.user_id != HOUSE:
            sketches.raised(tally["users"]["spent"], row.user_id, -row.amount)
        elif row.type == "refund":
            sketches.raised(tally["users"]["refunds"], row.user_id, 1)
        price = prices.get(row.purchase_id or "")
        if price is not None and (where := _MONEY.get(row.type)):
            _money(tally, row, price, where)
    _active(tally, {row.user_id for row in rows if row.type == "charge"}, mark)


def _money(tally: Tally, row: EntryOfDay, price: PriceOfPurchase, where: str) -> None:
    """An entry's share of what was paid; what came back of a refund that failed is no new revenue."""
    share = round(price.amount * row.amount / price.credits) if price.credits else 0
    if where == "revenue" and row.amount != price.credits:
        where = "refunded"
    _of(tally, price.currency)[where] += share if where == "revenue" else -share
    if where == "revenue" and price.fee is not None:
        _of(tally, price.fee_currency or price.currency)["fees"] += price.fee


def _of(tally: Tally, currency: str) -> dict[str, Any]:
    return tally["money"].setdefault(currency, {"revenue": 0, "refunded": 0, "disputed": 0, "fees": 0})

"""A day and a week in some sentences: what the digests by mail say, and what operators can ask for. In both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from shared.accounts.quotas import GIB
from shared.figures import reads, sketches
from shared.figures.results import Figures
from shared.platform import logs
from shared.platform.errors import Language, Text

if TYPE_CHECKING:
    from shared.figures import views

_NAMED = 5  # users
_NOTHING = Text("No figures for {begin} to {end} yet.", "Für {begin} bis {end} gibt es noch keine Zahlen.")
_TEXT = Text(
    "{begin} to {end}: {videos} videos made, {failed} failed, {blocked} blocked by a safety filter. "
    "{credits} credits kept, {sold} sold. List price {usd} USD, margin {margin} USD. "
    "{active} active users, {new} new. {stored_gib} GiB stored ({stored_gib_change:+} GiB).",
    "{begin} bis {end}: {videos} Videos gemacht, {failed} misslungen, {blocked} vom Sicherheitsfilter blockiert. "
    "{credits} Credits behalten, {sold} verkauft. Listenpreis {usd} USD, Marge {margin} USD. "
    "{active} aktive Nutzer, {new} neue. {stored_gib} GiB gespeichert ({stored_gib_change:+} GiB).",
)


def digest_of(begin: date, end: date, language: Language) -> views.FiguresDigest:
    return {"begin": begin, "end": end, "text": text(begin, end, _fields(begin, end), language)}


def text(begin: date, end: date, fields: Mapping[str, Any] | None, language: Language) -> str:
    told = {"begin": begin.isoformat(), "end": end.isoformat()}
    return _NOTHING.say(language, told) if fields is None else _TEXT.say(language, {**told, **fields})


def log_day(day: date) -> None:
    if (fields := _fields(day, day)) is not None:
        logs.info("daily figures", day=day.isoformat(), **fields, **_texts(day, day, fields))


def log_week(end: date) -> None:
    begin = end - timedelta(days=6)
    if (fields := _fields(begin, end)) is not None:
        span = {"from": begin.isoformat(), "to": end.isoformat()}
        logs.info("weekly figures", **span, **fields, **_texts(begin, end, fields))


def _texts(begin: date, end: date, fields: Mapping[str, Any]) -> dict[str, str]:
    return {"text": text(begin, end, fields, "en"), "text_de": text(begin, end, fields, "de")}


def _fields(begin: date, end: date) -> dict[str, Any] | None:
    found = reads.figures_between(begin, end)
    if not found:
        return None
    most: dict[str, int] = {}
    for day in found:
        for user in reads.users_of(day)["spent"]:
            most[user["user_id"]] = most.get(user["user_id"], 0) + user["number"]
    return fields_of(found, most)


def fields_of(days: Mapping[date, Figures], most: Mapping[str, int]) -> dict[str, Any]:
    """What the days came to together; `most` is what the users spent who are named on them."""
    figures = [days[each] for each in sorted(days)]
    jobs = [each["jobs"] for day in figures for each in day["models"].values()]
    videos, over = (
        _sum(jobs, "completed"),
        sum(sum(each.values()) for each in jobs) - _sum(jobs, "live") - _sum(jobs, "cancelled"),
    )
    entries = [day["entries"] for day in figures]
    kept = -sum(_sum(entries, name) for name in ("charge", "refund", "adjustment"))
    usd = sum(each["usd"] for day in figures for each in (*day["models"].values(), *day["prompts"].values(), day["films"]))
    earned = sum(
        -sum(day["entries"].get(name, 0) for name in ("charge", "refund", "adjustment")) * day["credit_usd"] for day in figures
    )
    blocked = _sum(jobs, "safety_filtered") + sum(
        _sum([each["prompts"] for each in day["prompts"].values()], "blocked") for day in figures
    )
    changes = [day["stored_bytes_change"] or 0 for day in figures]
    return {
        "videos": videos,
        "failed": over - videos,
        "blocked": blocked,
        "credits": kept,
        "sold": _sum(entries, "purchase"),
        "usd": round(usd, 2),
        "margin": round(earned - usd, 2),
        "active": sketches.how_many(sketches.union(*(day["active"] for day in figures))),
        "new": sum(day["new_users"] for day in figures),
        "stored_gib": round(figures[-1]["stored_bytes"] / GIB, 2),
        "stored_gib_change": round(sum(changes) / GIB, 2),
        "top_users": ", ".join(f"{user_id} ({credits})" for user_id, credits in sketches.first(most, _NAMED)) or "nobody",
    }


def _sum(counts: Iterable[Mapping[str, int]], name: str) -> int:
    return sum(each.get(name, 0) for each in counts)

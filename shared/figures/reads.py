"""Figures as operators see them: of days, in numbers and as a table; users by name, from where they are kept apart."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from shared.figures import counting, results, sketches
from shared.figures.model import Day, day_path, read
from shared.figures.results import Figures
from shared.platform.clients import store
from shared.reports import counts

if TYPE_CHECKING:
    from shared.figures import views
    from shared.reports.views import ReportDay

_LIVE = "live"
_NOBODY: Mapping[str, list[views.RankedUser]] = {rank: [] for rank in counting.RANKS}


def days_between(begin: date, end: date) -> list[Day]:
    """Those that were counted: one read of as many documents as there are days."""
    paths = [day_path((begin + timedelta(days=each)).isoformat()) for each in range((end - begin).days + 1)]
    seen = store().read(paths)
    return [day for path in paths if (day := read(seen[path])) is not None]


def figures_between(begin: date, end: date) -> dict[date, Figures]:
    return {each.day: each.figures for each in days_between(begin, end) if each.figures is not None}


def earlier(day: date, count: int) -> dict[date, Figures]:
    return figures_between(day - timedelta(days=count), day - timedelta(days=1))


def user_paths(day: str) -> list[str]:
    return [results.user_path(day, rank, place) for rank in counting.RANKS for place in range(results.NAMED_USERS)]


def users_of(day: date) -> dict[str, list[views.RankedUser]]:
    """Who is named on that day for what, the first one first."""
    seen = store().read(user_paths(day.isoformat()))
    found: dict[str, list[views.RankedUser]] = {rank: [] for rank in counting.RANKS}
    for document in seen.values():
        if (fields := document.fields) is not None:
            found[fields["rank"]].append({"user_id": fields["user_id"], "number": fields["number"]})
    return {rank: sorted(each, key=lambda user: -user["number"]) for rank, each in found.items()}


def between(begin: date, end: date, *, named: bool = True) -> list[views.DayFigures]:
    """Whoever is named of a day stands in documents of their own: many more reads than its figures are."""
    days = [each for each in days_between(begin, end) if each.figures is not None]
    reports = counts.of_days([each.day for each in days])
    return [shown(day, users_of(day.day) if named else _NOBODY, told) for day, told in zip(days, reports, strict=True)]


def shown(day: Day, users: Mapping[str, list[views.RankedUser]], reports: ReportDay) -> views.DayFigures:
    figures = day.figures or {}
    models = [_model(name, each, figures["credit_usd"]) for name, each in sorted(figures["models"].items())]
    made = results.sketches.together(*(each["times"] for each in figures["models"].values()))
    entries: Mapping[str, int] = figures["entries"]
    kept = -entries.get("charge", 0) - entries.get("refund", 0) - entries.get("adjustment", 0)
    usd = sum(each["list_price_usd"] for each in models) + figures["films"]["usd"] + _usd_of(figures["prompts"])
    return {
        "day": day.day,
        "counted_at": day.complete_at or day.updated_at,
        "running": day.running,
        "models": models,
        "films": _films(figures["films"]),
        "writers": [_writer(name, each) for name, each in sorted(figures["prompts"].items())],
        "credits": {
            "sold": entries.get("purchase", 0),
            "spent": -entries.get("charge", 0),
            "refunded": entries.get("refund", 0) + entries.get("adjustment", 0),
            "expired": -entries.get("expiry", 0),
            "by_type": dict(sorted(entries.items())),
        },
        "money": [_money(each, amounts) for each, amounts in sorted(figures["money"].items())],
        "list_price_usd": round(usd, 4),
        "earned_usd": round(kept * figures["credit_usd"], 4),
        "margin_usd": round(kept * figures["credit_usd"] - usd, 4),
        "house_jobs": figures["house_jobs"],
        "generation_seconds": _times(made),
        "safety_blocks": _blocked(figures),
        "active_users": sketches.how_many(figures["active"]),
        "new_users": figures["new_users"],
        "retention": figures["retention"],
        "stored_bytes": figures["stored_bytes"],
        "stored_bytes_change": figures["stored_bytes_change"],
        "styles": figures["styles"],
        "reports": reports,
        "top_users": users["spent"],
        "users_by_safety_blocks": users["safety_blocks"],
        "users_by_refunds": users["refunds"],
        "users_by_refused_calls": users["refused_calls"],
    }


def _model(name: str, each: Mapping[str, Any], credit_usd: float) -> views.ModelFigures:
    earned = (each["credits"] - each["refunded"]) * credit_usd
    return {
        "model": name,
        "provider": name.partition("/")[0],
        "jobs": dict(sorted(each["jobs"].items())),
        "credits_charged": each["credits"],
        "credits_refunded": each["refunded"],
        "list_price_usd": each["usd"],
        "earned_usd": round(earned, 4),
        "margin_usd": round(earned - each["usd"], 4),
        "seconds": _times(each["times"]),
    }


def _money(currency: str, amounts: Mapping[str, int]) -> views.MoneyFigures:
    return {
        "currency": currency,
        "revenue": amounts["revenue"],
        "refunded": amounts["refunded"],
        "disputed": amounts["disputed"],
        "fees": amounts["fees"],
    }


def _films(each: Mapping[str, Any]) -> views.FilmFigures:
    return {
        "jobs": dict(sorted(each["jobs"].items())),
        "seconds": round(each["seconds"], 1),
        "credits_charged": each["credits"],
        "credits_refunded": each["refunded"],
        "list_price_usd": each["usd"],
    }


def _writer(name: str, each: Mapping[str, Any]) -> views.WriterFigures:
    return {
        "model": name,
        "prompts": dict(sorted(each["prompts"].items())),
        "tokens": each["tokens"],
        "list_price_usd": each["usd"],
        "seconds": _times(each["times"]),
    }


def _times(times: Mapping[str, int]) -> views.Times:
    return {"count": sum(times.values()), "p50": sketches.quantile(times, 0.5), "p95": sketches.quantile(times, 0.95)}


def _usd_of(prompts: Mapping[str, Mapping[str, Any]]) -> float:
    return sum(each["usd"] for each in prompts.values())


def _blocked(figures: Figures) -> int:
    videos = sum(each["jobs"].get("safety_filtered", 0) for each in figures["models"].values())
    return videos + sum(each["prompts"].get("blocked", 0) for each in figures["prompts"].values())


_COLUMNS = ("day", "provider", "model", "jobs", "completed", "failed", "cancelled", "live", "safety_filtered")
_ALSO = ("credits_charged", "credits_refunded", "list_price_usd", "earned_usd", "margin_usd", "p50_seconds", "p95_seconds")


def table(days: list[views.DayFigures]) -> bytes:
    """A row for each day and model, and one for each day as a whole, whose model is empty."""
    told = io.StringIO()
    rows = csv.writer(told, lineterminator="\r\n")
    rows.writerow([*_COLUMNS, *_ALSO, "active_users", "new_users", "credits_sold", "credits_expired", "stored_bytes", "reports"])
    for day in days:
        for model in day["models"]:
            money = [
                model[name] for name in ("credits_charged", "credits_refunded", "list_price_usd", "earned_usd", "margin_usd")
            ]
            seconds = model["seconds"]
            rows.writerow(
                [day["day"], model["provider"], model["model"], *_counts(model["jobs"]), *money, seconds["p50"], seconds["p95"]]
            )
        credits, seconds = day["credits"], day["generation_seconds"]
        jobs = sketches.together(*(model["jobs"] for model in day["models"]))
        money = [credits["spent"], credits["refunded"], day["list_price_usd"], day["earned_usd"], day["margin_usd"]]
        whole = [
            day["active_users"],
            day["new_users"],
            credits["sold"],
            credits["expired"],
            day["stored_bytes"],
            day["reports"]["filed"],
        ]
        rows.writerow([day["day"], "", "", *_counts(jobs), *money, seconds["p50"], seconds["p95"], *whole])
    return told.getvalue().encode()


def _counts(jobs: Mapping[str, int]) -> list[int]:
    """In all, completed, failed, cancelled, not over yet, blocked."""
    done, cancelled, live = jobs.get("completed", 0), jobs.get("cancelled", 0), jobs.get(_LIVE, 0)
    total = sum(jobs.values())
    return [total, done, total - done - cancelled - live, cancelled, live, jobs.get("safety_filtered", 0)]

"""Figures in an operator's hands: a day as it stands now, days as the night counted them, and their digest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from shared.accounts.days import After
from shared.audit.acts import Act, write_down
from shared.config import sections
from shared.config.model import CreditsSection
from shared.figures import counting, digest, reads, worker
from shared.platform.errors import Language
from shared.videos import figures as video_figures

if TYPE_CHECKING:
    from shared.admin import views
    from shared.figures import views as figure_views
    from shared.figures.model import Tally

T = TypeVar("T")
_MOST_PAGES = 20  # of one answer


def day_in_numbers(act: Act, day: date) -> views.DayStats:
    """The jobs admitted on this day (UTC), by model. The list price counts for each, whether a provider asked for it or not.

    As the night counted them, or of a day that was not counted yet the first ten thousand as they stand.
    """
    write_down(act.audit("show_stats", day.isoformat()))
    (counted,) = reads.days_between(day, day) or [None]
    if counted is not None and counted.figures is not None:
        tally, credit_usd = dict(counted.figures), float(counted.figures["credit_usd"])
        models = by_model(tally, credit_usd)
        return {"day": day, "credit_usd": credit_usd, "models": models, "complete": True, "counted_at": counted.complete_at}
    tally, credit_usd = counting.nothing(), sections.get(CreditsSection).credit_usd
    whole = [
        _counted(lambda after: video_figures.jobs(day, after), lambda jobs: counting.jobs(tally, jobs, lambda _user_id: 0)),
        _counted(lambda after: video_figures.costs(day, after), lambda costs: counting.costs(tally, costs)),
    ]
    models = by_model(tally, credit_usd)
    return {"day": day, "credit_usd": credit_usd, "models": models, "complete": all(whole), "counted_at": None}


def _counted(page: Callable[[After], tuple[T, After | None]], count: Callable[[T], None]) -> bool:
    """Whether these were all."""
    after: After | None = ()
    for _ in range(_MOST_PAGES):
        found, after = page(after)
        count(found)
        if after is None:
            return True
    return False


def by_model(tally: Tally, credit_usd: float) -> list[views.ModelStats]:
    found: list[views.ModelStats] = []
    for name, each in sorted(tally["models"].items()):
        earned = (each["credits"] - each["refunded"]) * credit_usd
        found.append(
            {
                "model": name,
                "jobs": dict(sorted(each["jobs"].items())),
                "credits_charged": each["credits"],
                "credits_refunded": each["refunded"],
                "list_price_usd": round(each["usd"], 4),
                "earned_usd": round(earned, 4),
                "margin_usd": round(earned - each["usd"], 4),
            }
        )
    return found


def figures(act: Act, begin: date, end: date, *, named: bool = True) -> figure_views.FiguresList:
    write_down(act.audit("show_figures", f"{begin}..{end}"))
    found = reads.between(begin, end, named=named)
    known = {each["day"] for each in found}
    days = [begin + timedelta(days=each) for each in range((end - begin).days + 1)]
    return {"days": found, "missing": [day for day in days if day not in known]}


def figures_digest(act: Act, end: date, days: int, language: Language) -> figure_views.FiguresDigest:
    write_down(act.audit("show_figures_digest", end.isoformat(), days=days))
    return digest.digest_of(end - timedelta(days=days - 1), end, language)


def count_again(act: Act, day: date) -> figure_views.FiguresRun:
    """From the beginning; what stands there holds until it is through."""
    worker.start([day], [act.audit("count_figures", day.isoformat())])
    return {"day": day, "running": True}

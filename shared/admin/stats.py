"""A day in numbers: what each model was asked for, what it cost by list price, and what we earned by it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from shared.admin.model import Act, write_down
from shared.config import sections
from shared.config.model import CreditsSection
from shared.videos import admin as video_admin
from shared.videos.admin import DayOfJob

if TYPE_CHECKING:
    from shared.admin import views


@dataclass
class ModelDay:
    """One model on one day. A job that runs counts as charged until it is refunded."""

    model: str
    jobs: Counter[str] = field(default_factory=Counter[str])  # by outcome; those that run by "live"
    credits_charged: int = 0
    credits_refunded: int = 0
    usd: float = 0.0

    def add(self, job: DayOfJob) -> None:
        self.jobs[job.outcome or "live"] += 1
        self.credits_charged += job.credits
        self.credits_refunded += 0 if job.charged else job.credits
        self.usd += job.usd

    def shown(self, credit_usd: float) -> views.ModelStats:
        earned = (self.credits_charged - self.credits_refunded) * credit_usd
        return {
            "model": self.model,
            "jobs": dict(sorted(self.jobs.items())),
            "credits_charged": self.credits_charged,
            "credits_refunded": self.credits_refunded,
            "list_price_usd": round(self.usd, 4),
            "earned_usd": round(earned, 4),
            "margin_usd": round(earned - self.usd, 4),
        }


def day_in_numbers(act: Act, day: date) -> views.DayStats:
    """The jobs admitted on this day (UTC), by model. The list price counts for each, whether a provider asked for it or not."""
    write_down(act.audit("show_stats", day.isoformat()))
    jobs, more = video_admin.jobs_of_day(datetime.combine(day, time(), UTC))
    credit_usd = sections.get(CreditsSection).credit_usd
    return {"day": day, "credit_usd": credit_usd, "models": by_model(jobs, credit_usd), "complete": not more}


def by_model(jobs: list[DayOfJob], credit_usd: float) -> list[views.ModelStats]:
    models: dict[str, ModelDay] = {}
    for job in jobs:
        models.setdefault(job.model, ModelDay(job.model)).add(job)
    return [models[name].shown(credit_usd) for name in sorted(models)]

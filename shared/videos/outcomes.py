"""How a job ended, in words: what became of it, whether it was charged, what can be done. No Google here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.lifecycle import messages
from shared.platform.errors import Language
from shared.providers.outcomes import Category, Code, Outcome, Rule, rule_of

if TYPE_CHECKING:
    from shared.videos import views
    from shared.videos.model import Job


def message_of(job: Job, rule: Rule, category: Category | None, *, charged: bool) -> dict[str, str]:
    """What became of it, why, and whether it was charged: three short sentences at most."""
    texts = [rule.text, *([category.text] if category else [])]
    return messages.of_end(texts, job.credits if charged else 0, minutes=_minutes(job))


def error_of(job: Job, rule: Rule, category: Category | None) -> dict[str, Any] | None:
    """Why there is no video. `category` stands beside its details too, where it was before there were any."""
    if rule.code is None:
        return None
    texts, why = [rule.text, *([category.text] if category else [])], category.value if category else None
    minutes = _minutes(job) if rule.code is Code.GENERATION_TIMEOUT else None
    error = messages.failure(rule.code.value, texts, rule.action, retryable=rule.user_may_retry, minutes=minutes, category=why)
    return {**error, "category": why}


def told(job: Job, language: Language) -> views.VideoError | None:
    """In one language, also of a job that ended before its error held words."""
    error = job.error
    if error is not None and not messages.is_whole(error):
        rule = rule_of(Outcome(job.outcome or Outcome.INTERNAL_ERROR), Code(error["code"]))
        error = error_of(job, rule, Category(error["category"]) if error["category"] else None)
    return messages.told(error, language)


def _minutes(job: Job) -> int:
    """That it had."""
    return round((job.deadline_at - (job.slot_at or job.created_at)).total_seconds() / 60)

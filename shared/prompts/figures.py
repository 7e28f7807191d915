"""What figures of a day are made of: its prompts. What is spoiled counts as nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from shared.accounts import days
from shared.accounts.days import After
from shared.prompts.model import PROMPTS
from shared.prompts.outcomes import RULES
from shared.providers.writing import Trouble

_BLOCKED = frozenset(RULES[each].code for each in (Trouble.REQUEST_BLOCKED, Trouble.ANSWER_BLOCKED))
_KINDS = ("camera_style", "film_effects", "lighting", "mood")


class PromptOfDay(NamedTuple):
    user_id: str
    model: str | None  # who wrote it; None where nobody did
    status: str
    blocked: bool  # by a safety filter
    tokens: int
    seconds: float | None
    styles: tuple[str, ...]  # that were asked for, as `kind:style`


def prompts(day: date, after: After) -> tuple[list[PromptOfDay], After | None]:
    rows, following = days.page(PROMPTS, day, after, ("user_id", "model_name", "status", "error_code", "metadata", "config"))
    return [_prompt(row.fields or {}) for row in rows], following


def _prompt(stored: Mapping[str, Any]) -> PromptOfDay:
    facts, asked = stored.get("metadata") or {}, stored.get("config") or {}
    spent = facts.get("generation_time_ms")
    return PromptOfDay(
        user_id=stored.get("user_id") or "",
        model=stored.get("model_name"),
        status=stored.get("status") or "",
        blocked=stored.get("error_code") in _BLOCKED,
        tokens=int(facts.get("tokens") or 0),
        seconds=spent / 1000 if isinstance(spent, int | float) else None,
        styles=tuple(f"{kind}:{name}" for kind in _KINDS for name in _names(asked.get(kind))),
    )


def _names(asked: Any) -> list[str]:
    return [asked] if isinstance(asked, str) else [each for each in asked or () if isinstance(each, str)]

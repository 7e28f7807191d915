"""A user's limits in force: the operators' numbers, or the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, get_args

from shared.accounts.ledger import Account, spent_on
from shared.config import model as config_model
from shared.config import sections
from shared.platform.web.tokens import User

if TYPE_CHECKING:
    from shared.accounts import views
    from shared.config.model import SectionName

Slots = Literal["active_jobs", "active_films", "active_prompts"]
Rates = Literal["generation_per_minute", "compile_per_minute", "prompts_per_minute", "keys_per_minute", "calls_per_minute"]
QuotaName = Literal[
    "storyboards",
    "templates",
    "upload_places",
    "music_places",
    "stored_gib",
    "followers",
    "live_batches",
    "shares",
    "agent_keys",
    "webhook_endpoints",
    "exports",
]
LimitName = Slots | Rates | QuotaName  # as among an account's overrides

_SET: Mapping[LimitName, tuple[SectionName, str]] = {
    "active_jobs": ("concurrency", "active_jobs"),
    "active_films": ("concurrency", "films"),
    "active_prompts": ("concurrency", "prompts"),
    "generation_per_minute": ("limits", "generation"),
    "compile_per_minute": ("limits", "compile"),
    "prompts_per_minute": ("limits", "prompts"),
    "keys_per_minute": ("limits", "keys"),
    "calls_per_minute": ("limits", "other"),
    **{name: ("quotas", name) for name in get_args(QuotaName)},
}


class Plan(StrEnum):
    """Whose limits they are."""

    GUEST = "guest"
    STANDARD = "standard"
    INDIVIDUAL = "individual"  # an operator has set some for this user


def of(account: Account | None, name: LimitName) -> int:
    own = account.overrides.get(name) if account else None
    section, field = _SET[name]
    return int(getattr(sections.get(config_model.SECTIONS[section]), field) if own is None else own)


def in_force(account: Account, user: User, now: datetime) -> views.AccountLimits:
    """All of them, and what is spent of today's cap; the configuration is at most a minute old."""
    sections.refresh("concurrency", "credits", "limits", "quotas")
    prompts = of(account, "prompts_per_minute")
    if user.guest and "prompts_per_minute" not in account.overrides:
        prompts = sections.get(config_model.LimitsSection).prompts_of_guests
    cap = account.overrides.get("daily_cap", sections.get(config_model.CreditsSection).daily_cap)
    return {
        "plan": Plan.INDIVIDUAL if account.overrides else Plan.GUEST if user.guest else Plan.STANDARD,
        "daily_cap": cap,
        "spent_today": spent_on(account.spent_today, now)[1],
        "active_jobs": of(account, "active_jobs"),
        "active_films": of(account, "active_films"),
        "active_prompts": of(account, "active_prompts"),
        "generation_per_minute": of(account, "generation_per_minute"),
        "compile_per_minute": of(account, "compile_per_minute"),
        "prompts_per_minute": prompts,
        "keys_per_minute": of(account, "keys_per_minute"),
        "calls_per_minute": of(account, "calls_per_minute"),
        "storyboards": of(account, "storyboards"),
        "templates": of(account, "templates"),
        "upload_places": of(account, "upload_places"),
        "music_places": of(account, "music_places"),
        "stored_gib": of(account, "stored_gib"),
        "followers": of(account, "followers"),
        "live_batches": of(account, "live_batches"),
        "shares": of(account, "shares"),
        "agent_keys": of(account, "agent_keys"),
        "webhook_endpoints": of(account, "webhook_endpoints"),
        "exports": of(account, "exports"),
    }

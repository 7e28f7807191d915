"""A user's limits in force: the operators' numbers, or the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from shared.accounts.ledger import Account, spent_on
from shared.config import model as config_model
from shared.config import sections
from shared.platform.clients import clock
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
LimitName = Slots | Rates | QuotaName
Override = LimitName | Literal["daily_cap"]  # as among an account's overrides

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
_SET_OF_GUESTS: Mapping[Override, tuple[SectionName, str]] = {
    "active_jobs": ("guests", "active_jobs"),
    "active_films": ("guests", "active_films"),
    "generation_per_minute": ("guests", "generation"),
    "compile_per_minute": ("guests", "compile"),
    "prompts_per_minute": ("limits", "prompts_of_guests"),
    "daily_cap": ("guests", "daily_cap"),
}
_READ: tuple[SectionName, ...] = ("concurrency", "credits", "guests", "limits", "quotas")


class Plan(StrEnum):
    """Whose limits they are."""

    GUEST = "guest"
    STANDARD = "standard"
    INDIVIDUAL = "individual"  # an operator has set some for this user


class Source(StrEnum):
    """What says how much it is."""

    USER = "user"  # operators, for this one
    GUESTS = "guests"
    CONFIGURATION = "configuration"


class InForce(NamedTuple):
    value: int | None
    source: Source
    until: datetime | None = None  # then what else is set serves again


def of(account: Account | None, name: LimitName) -> int:
    """How much it is right now. What an operator gave for a time falls back as it is read after that."""
    found = _found(account, name, clock().now())
    return int(_set(*_SET[name]) if found is None or found.value is None else found.value)


def cap(account: Account, usual: int | None) -> int | None:
    """What the user may spend in a day, where `usual` is what anybody may."""
    found = _found(account, "daily_cap", clock().now())
    return found.value if found else usual


def own(account: Account, now: datetime) -> Mapping[str, int]:
    """Those of the overrides that have not ended."""
    until = account.overrides_until
    return {name: value for name, value in account.overrides.items() if name not in until or now < until[name]}


def ends_of(account: Account, name: LimitName, now: datetime) -> datetime | None:
    """When what an operator gave will be over, if it will."""
    return account.overrides_until.get(name) if name in own(account, now) else None


def _found(account: Account | None, name: Override, now: datetime) -> InForce | None:
    """What is set for this user alone, or for guests where it is one."""
    if account is None:
        return None
    if (value := own(account, now).get(name)) is not None:
        return InForce(int(value), Source.USER, account.overrides_until.get(name))
    if account.guest and name in _SET_OF_GUESTS and (value := _set(*_SET_OF_GUESTS[name])) is not None:
        return InForce(int(value), Source.GUESTS)
    return None


def _set(section: SectionName, field: str) -> Any:
    return getattr(sections.get(config_model.SECTIONS[section]), field)


def all_in_force(account: Account, now: datetime) -> Mapping[str, InForce]:
    """Each, with what says so; the configuration is at most a minute old."""
    sections.refresh(*_READ)
    names: Mapping[Override, tuple[SectionName, str]] = {"daily_cap": ("credits", "daily_cap"), **_SET}
    return {name: _found(account, name, now) or InForce(_set(*place), Source.CONFIGURATION) for name, place in names.items()}


def in_force(account: Account, user: User, now: datetime) -> views.AccountLimits:
    """All of them, and what is spent of today's cap."""
    told = all_in_force(account, now)
    individual = any(each.source is Source.USER for each in told.values())

    def number(name: LimitName) -> int:
        return told[name].value or 0

    return {
        "plan": Plan.INDIVIDUAL if individual else Plan.GUEST if user.guest else Plan.STANDARD,
        "daily_cap": told["daily_cap"].value,
        "spent_today": spent_on(account.spent_today, now)[1],
        "active_jobs": number("active_jobs"),
        "active_films": number("active_films"),
        "active_prompts": number("active_prompts"),
        "generation_per_minute": number("generation_per_minute"),
        "compile_per_minute": number("compile_per_minute"),
        "prompts_per_minute": number("prompts_per_minute"),
        "keys_per_minute": number("keys_per_minute"),
        "calls_per_minute": number("calls_per_minute"),
        "storyboards": number("storyboards"),
        "templates": number("templates"),
        "upload_places": number("upload_places"),
        "music_places": number("music_places"),
        "stored_gib": number("stored_gib"),
        "followers": number("followers"),
        "live_batches": number("live_batches"),
        "shares": number("shares"),
        "agent_keys": number("agent_keys"),
        "webhook_endpoints": number("webhook_endpoints"),
        "exports": number("exports"),
    }

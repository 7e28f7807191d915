"""Figures of days, as operators see them. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.reports.views import ReportDay


class Times(TypedDict):
    """How long something took, within 2.5 %."""

    count: int
    p50: float | None
    p95: float | None


class RankedUser(TypedDict):
    """Who, and how much."""

    user_id: str
    number: int


class ModelFigures(TypedDict):
    """A day of one model; jobs by outcome, those that run by `live`."""

    model: str
    provider: str
    jobs: dict[str, int]
    credits_charged: int
    credits_refunded: int
    list_price_usd: float
    earned_usd: float
    margin_usd: float
    seconds: Times


class FilmFigures(TypedDict):
    """Films of a day by outcome, those that are made yet by `live`."""

    jobs: dict[str, int]
    seconds: Annotated[float, Field(description="That the finished ones last")]
    credits_charged: int
    credits_refunded: int
    list_price_usd: float


class WriterFigures(TypedDict):
    """Prompts of a day by who wrote them; `blocked` are those that a safety filter stopped."""

    model: str
    prompts: dict[str, int]
    tokens: int
    list_price_usd: float
    seconds: Times


class CreditFigures(TypedDict):
    """Credits that moved on the day."""

    sold: int
    spent: int
    refunded: int
    expired: int
    by_type: dict[str, int]


class MoneyFigures(TypedDict):
    """In the currency's smallest unit; `disputed` is what banks hold, less what they gave back."""

    currency: str
    revenue: int
    refunded: int
    disputed: int
    fees: int


class Retention(TypedDict):
    """Users of the last seven days, of the seven before these, and of both."""

    week: int
    week_before: int
    came_again: int


class DayFigures(TypedDict):
    """A day (UTC): works by when they were asked for, money and credits by when they moved."""

    day: date
    counted_at: datetime
    running: Annotated[bool, Field(description="It is being counted again")]
    models: list[ModelFigures]
    films: FilmFigures
    writers: list[WriterFigures]
    credits: CreditFigures
    money: list[MoneyFigures]
    list_price_usd: float
    earned_usd: float
    margin_usd: float
    house_jobs: Annotated[int, Field(description="Videos that the house paid for")]
    generation_seconds: Times
    safety_blocks: int
    active_users: Annotated[int, Field(description="Who called or asked for something; exact up to 2,048, beyond within 3 %")]
    new_users: int
    retention: Retention
    stored_bytes: int
    stored_bytes_change: int | None
    styles: dict[str, int]
    reports: Annotated[ReportDay, Field(description="Reports of what is shared, that came and were decided; as they stand now")]
    top_users: list[RankedUser]
    users_by_safety_blocks: list[RankedUser]
    users_by_refunds: list[RankedUser]
    users_by_refused_calls: Annotated[list[RankedUser], Field(description="Whose calls were too many (429); best effort")]


class FiguresList(TypedDict):
    """Figures of days, and which are not there."""

    days: list[DayFigures]
    missing: Annotated[list[date], Field(description="Days that were not counted")]


class FiguresDigest(TypedDict):
    """The text of the digest by mail."""

    begin: Annotated[date, Field(description="The first day (UTC)")]
    end: date
    text: str


class FiguresRun(TypedDict):
    """A day that is counted from now on."""

    day: date
    running: Annotated[bool, Field(description="Whether it is being counted")]

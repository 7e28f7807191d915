"""Closed sets of values, by the names that they have in the API document."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

ReportAbout = TypeAliasType(
    "ReportAbout", Literal["illegal", "violence", "sexual", "hate", "likeness", "copyright", "spam", "other"]
)
ReportState = TypeAliasType("ReportState", Literal["open", "dismissed", "shares_revoked", "taken_down"])
ReportDecision = TypeAliasType("ReportDecision", Literal["dismiss", "revoke_shares", "take_down"])

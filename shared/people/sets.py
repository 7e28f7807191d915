"""Closed sets of values, by the names that they have in the API document."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

UserFilter = TypeAliasType("UserFilter", Literal["new", "active", "spending", "disabled", "guest"])
BelongingKind = Literal["jobs", "prompts", "films", "images", "storyboards"]

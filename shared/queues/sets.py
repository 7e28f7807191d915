"""Closed sets of values, by the names that they have in the API document."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

QueueStanding = TypeAliasType("QueueStanding", Literal["running", "paused", "disabled", "state_unspecified"])
WorkKind = TypeAliasType("WorkKind", Literal["video", "edit", "film", "prompt"])

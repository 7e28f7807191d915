"""Closed sets of values, by the names that they have in the API document."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

ExportFormat = TypeAliasType("ExportFormat", Literal["csv", "json"])
PromptSeconds = TypeAliasType("PromptSeconds", Literal[2, 4, 8])

"""Closed sets of values, by the names that they have in the API document."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

OperatorBatchKind = TypeAliasType("OperatorBatchKind", Literal["video", "film", "prompt"])
OperatorBatchAction = TypeAliasType("OperatorBatchAction", Literal["fail", "retry", "take_down"])

"""What a Firestore document can hold of a JSON value that came from outside."""

from __future__ import annotations

import math
import re
from typing import Any, cast

_INT64 = range(-(2**63), 2**63)
_KEPT_BACK = re.compile(r"__.*__", re.DOTALL)  # names that Firestore keeps for itself
_DEEPEST = 18  # maps and lists inside each other; Firestore ends at twenty


def can_hold(value: Any, depth: int = 0) -> bool:
    """Whether Firestore would take it as a field's value."""
    if isinstance(value, dict):
        named = cast("dict[Any, Any]", value)
        return depth < _DEEPEST and all(_is_name(name) and can_hold(each, depth + 1) for name, each in named.items())
    if isinstance(value, list):
        listed = cast("list[Any]", value)
        return depth < _DEEPEST and all(not isinstance(each, list) and can_hold(each, depth + 1) for each in listed)
    if isinstance(value, str):
        return is_text(value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, bool) or (isinstance(value, int) and value in _INT64)


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and 0 < len(name) <= 500 and is_text(name) and not _KEPT_BACK.fullmatch(name)


def is_text(text: str) -> bool:
    """Half of a surrogate pair can be said in JSON, and is no text."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)

"""Which of our two languages somebody likes better, by the `Accept-Language` of their call. One rule for all that is said."""

from __future__ import annotations

import re

from shared.platform.errors import Language

_QUALITY = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)
_LONGEST = 1000  # characters that are looked at


def liked(header: str) -> Language | None:
    """The better liked of German and English, of two as much liked the first named; None where neither is named.

    `*` stands for those that are not named, which tells them apart only where one is refused.
    """
    weights: dict[str, float] = {}
    for entry in header[:_LONGEST].lower().split(","):
        tag, _, rest = entry.partition(";")
        if (quality := _quality(rest)) is None or (name := tag.strip().partition("-")[0]) not in ("de", "en", "*"):
            continue
        weights[name] = max(weights.get(name, 0.0), quality)
    others = weights.pop("*", 0.0)
    if not weights:
        return None
    order: list[Language] = ["de", "en"] if next(iter(weights)) == "de" else ["en", "de"]
    best = max(order, key=lambda each: weights.get(each, others))
    return best if weights.get(best, others) > 0 else None


def _quality(parameters: str) -> float | None:
    """1 where none is given; None where it is none that can be read."""
    if not parameters.strip():
        return 1.0
    found = _QUALITY.fullmatch(parameters)
    return float(found[1]) if found else None

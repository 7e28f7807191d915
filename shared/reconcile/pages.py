"""Which part reads a page, and which part comes after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.reconcile import accounts, images, objects, prompts, provider_keys, usage, videos_and_films
from shared.reconcile.findings import Findings, Part, Place

_PARTS: Mapping[Part, Any] = {
    "accounts": accounts,
    "jobs": videos_and_films,
    "films": videos_and_films,
    "images": images,
    "batches": prompts,
    "usage": usage,
    "keys": provider_keys,
    "objects": objects,
}


def read_page(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    return _PARTS[place.part].read(place, user_id, findings) or place.next_part

"""The queries of a first look, read without a validator, which is not worth importing for them.

Whatever is not exactly the usual one is left to its form; a test holds the two against each other.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_IMAGE = re.compile(r"image_id=([0-9a-f]{24})")


class Pages(NamedTuple):
    limit: int = 20
    cursor: str | None = None


class Deletion(NamedTuple):
    force: bool = False


class Links(NamedTuple):
    minutes: int = 60


class OfImage(NamedTuple):
    image_id: str


def first_page(query: str) -> Pages | None:
    return None if query else Pages()


def plain_deletion(query: str) -> Deletion | None:
    return None if query else Deletion()


def usual_links(query: str) -> Links | None:
    return None if query else Links()


def of_image(query: str) -> OfImage | None:
    found = _IMAGE.fullmatch(query)
    return OfImage(found[1]) if found else None

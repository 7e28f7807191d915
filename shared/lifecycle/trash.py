"""What its owner will be able to put into a trash: made with the mark by which lists are going to leave it out.

Firestore finds `deleted_at == null` only where the field is there, so it is there from the first (docs/decisions/036-schema.md).
"""

from __future__ import annotations

from shared.platform.firestore.documents import Create, Fields

MARK = "deleted_at"


def created(path: str, fields: Fields) -> Create:
    return Create(path, {**fields, MARK: None})

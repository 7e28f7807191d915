"""A picture's life from its upload to its erasure, and a collection's: states, and what may follow what. No Google here.

–                          → uploading   it was given a place                 one place more in its collection
uploading                  → ready       its bytes were looked at and taken   counted among what its user keeps
                           → rejected    they were not, or none came
uploading, ready, rejected → deleting    being erased with all that belongs to it; gone for its owner. Its picture stays for the
                                         videos that were asked for with it, until they have ended

A collection is kept, then deleting: then it takes no more pictures, and goes once those that it had are gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ImageStatus(StrEnum):
    UPLOADING = "uploading"
    READY = "ready"
    REJECTED = "rejected"
    DELETING = "deleting"


IMAGE_STEPS: Mapping[ImageStatus, frozenset[ImageStatus]] = {
    ImageStatus.UPLOADING: frozenset({ImageStatus.READY, ImageStatus.REJECTED, ImageStatus.DELETING}),
    ImageStatus.READY: frozenset({ImageStatus.DELETING}),
    ImageStatus.REJECTED: frozenset({ImageStatus.DELETING}),
}
KEPT, DELETING = False, True  # as `Collection.deleting` tells it
COLLECTION_STEPS: Mapping[bool, frozenset[bool]] = {KEPT: frozenset({DELETING})}

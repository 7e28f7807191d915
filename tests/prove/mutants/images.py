"""The care that pictures and their collections take: as bytes come, and as all goes again."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, before, drop, swap, unguarded
from tests.prove.mutants.lifecycle import ANY_STATE

_DROP_DOCUMENT = """
shared.platform.clients.store().settle([where], lambda seen: shared.platform.firestore.documents.Plan(
    None, [shared.platform.firestore.documents.Delete(seen[where])] if seen[where].fields else []))
"""

MUTANTS = (
    Mutant(
        "a collection's count without precondition",
        unguarded("shared.images.model:counted"),
        ("two pictures moved",),
    ),
    Mutant(
        "bytes are taken in any state",
        ANY_STATE,
        ("picture, marked as deleted",),
        at="POST /upload-events",
    ),
    Mutant(
        "copies of a deleted picture are kept",
        (
            *swap(
                "shared.images.worker:_taken",
                "not shared.images.worker._settled(A, B, C)",
                "shared.images.worker._settled(A, B, C) is None",
            ),
            *swap("shared.images.worker:arrived", "place and (A is None or B)", "not name"),
        ),
        ("picture, deleted",),
        at="POST /upload-events",
    ),
    Mutant(
        "a place that takes a second file",
        drop("shared.platform.storage.signed_urls:Signer.upload", '"x-goog-if-generation-match"'),
        ("picture, deleted",),
    ),
    Mutant(
        "a picture that is not counted",
        drop("shared.images.transitions:_carried", "shared.accounts.usage.write(...)"),
        ("picture",),
    ),
    Mutant(
        "a picture is marked as deleted twice",
        ANY_STATE,
        second_wall="its mark says that it was counted out, and only the bytes of one that is ready count",
    ),
    Mutant(
        "a picture's document goes before its files",
        before("shared.erasure.worker:erase_image", "if not A.kept_for_jobs: ...", _DROP_DOCUMENT),
        ("cascade",),
        at="POST /upload-events/erase-collection",
    ),
    Mutant(
        "a collection goes before its pictures",
        before("shared.erasure.worker:erase_collection", "while A: ...", _DROP_DOCUMENT),
        ("cascade",),
        at="POST /upload-events/erase-collection",
    ),
    Mutant(
        "a picture goes although a video needs it",
        swap(
            "shared.erasure.worker:erase_image",
            "shared.erasure.reads.is_held(A)",
            "shared.erasure.reads.is_held(A) and A.due_at is None",
        ),
        ("cascade under a video",),
        at="POST /upload-events/erase-collection",
    ),
    Mutant(
        "a collection that is gone takes pictures",
        (*drop("shared.images.collections:own", "A.deleted"), *drop("shared.images.collections:own", "A.deleting")),
        ("cascade with an upload",),
        at="POST /upload-events/erase-collection",
    ),
)

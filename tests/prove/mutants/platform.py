"""Preconditions and records that the platform keeps for every domain."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap

MUTANTS = (
    Mutant(
        "updates without precondition",
        swap("shared.platform.firestore.client:Firestore.commit", "batch.update(A, B, option=C)", "batch.update(A, B)"),
        ("video, Veo", "two wishes, one slot"),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "a create that replaces",
        swap("shared.platform.firestore.client:Firestore.commit", "batch.create(A, B)", "batch.set(A, B)"),
        ("two wishes, a new account",),
    ),
    Mutant(
        "deletes without precondition",
        swap("shared.platform.firestore.client:Firestore.commit", "batch.delete(A, option=B)", "batch.delete(A)"),
        ("storyboard, deleted",),
    ),
    Mutant(
        "a lost answer is not looked for",
        swap(
            "shared.platform.firestore.documents:Store.settle",
            "(token := sent.applied(A)) is not None",
            "(token := sent.applied(A)) is not None and not token",
        ),
        ("video, Veo",),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "a copy that replaces",
        drop("shared.platform.storage.files:Files.copy", "if_generation_match = 0"),
        ("video, Veo", "film"),
        at="POST /storage-tasks",
    ),
    Mutant(
        "an upload that replaces",
        swap("shared.platform.storage.files:Files.write_stream", "if_generation = 0", "if_generation = None"),
        ("picture",),
    ),
    Mutant(
        "a composition that replaces",
        drop("shared.platform.storage.files:Files.compose", "if_generation_match = 0"),
        second_wall="each turn composes under a name of its own",
    ),
    Mutant(
        "whatever stands there is adopted as the same",
        swap("shared.platform.storage.files:Files._adopt", "same = A", "same = True"),
        second_wall="who adopts looks at what stands there: a film is examined again, a video before anything is copied",
    ),
    Mutant(
        "a delete of whatever generation is there",
        drop("shared.platform.storage.files:Files.delete", "if_generation_match = A"),
        second_wall="staging names serve once, and what comes again under an upload's name is awaited by nobody",
    ),
    Mutant(
        "the record of a key is not looked at",
        swap("shared.platform.firestore.idempotency:made_before", "A.expired(B)", "A.path"),
        ("video, Veo",),
        at="POST /videos",
    ),
    Mutant(
        "another wish gets the first one's answer",
        swap("shared.platform.firestore.idempotency:made_before", 'A["digest"] != B', "not B"),
        ("one key, two wishes",),
    ),
)

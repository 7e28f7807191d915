"""The care with which things come back from the trash, or go for good: in their time, whole, and by their owner alone."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap, unguarded

_RULES = ("tests/unit/lifecycle/test_trash.py",)
_AT = "shared.lifecycle.trash"
_VIDEOS = "shared.videos.trash"

_TIMES = (
    Mutant("what is over comes back", swap(f"{_AT}:waits", "A < B.purge_at", "A"), tests=_RULES),
    Mutant(
        "it comes back at the moment at which it goes", swap(f"{_AT}:waits", "A < B.purge_at", "A <= B.purge_at"), tests=_RULES
    ),
    Mutant("it goes before its time", swap(f"{_AT}:is_over", "A.purge_at <= B", "B"), tests=_RULES),
    Mutant("what is gone for good has times still", drop(f"{_AT}:times", 'A.get("purged_at")'), tests=_RULES),
    Mutant("what is hidden with another has times of its own", drop(f"{_AT}:times", "purge_at is None"), tests=_RULES),
    Mutant(
        "what a client deleted goes at once",
        swap(f"{_AT}:times", "A + shared.lifecycle.trash.kept_for() if B == A else B", "B"),
        tests=_RULES,
    ),
    Mutant("another's comes back", drop(f"{_AT}:require_waiting", 'A.fields.get("user_id") != B'), tests=_RULES),
    Mutant("another's is hastened", swap(f"{_AT}:hasten", '(A[B].fields or {}).get("user_id") == C', "C"), tests=_RULES),
    Mutant("what has gone comes back", drop(f"{_AT}:require_waiting", "shared.lifecycle.trash.waits(...) is None"), tests=_RULES),
)

_BACK = (
    Mutant("a restore without precondition", unguarded(f"{_AT}:restore"), ("restored as it is purged",)),
    Mutant(
        "a picture's restore without precondition",
        unguarded("shared.erasure.commands:restore_image"),
        ("picture, restored as it is purged",),
    ),
    Mutant(
        "a collection's restore without precondition",
        unguarded("shared.erasure.commands:restore_collection"),
        ("collection, restored as it is purged",),
    ),
    Mutant(
        "a picture comes back uncounted",
        drop("shared.erasure.commands:restore_image", "shared.images.model.counted(A, 1)"),
        ("restore",),
    ),
    Mutant(
        "a picture comes back without its prompts",
        drop("shared.erasure.commands:restore_image", "*prompts"),
        ("restore",),
    ),
    Mutant(
        "a picture that lay there before comes back with its collection",
        drop("shared.erasure.worker:_followed", "A.purge_at"),
        ("restore",),
    ),
    Mutant(
        "one prompt more comes back than there is room for",
        swap("shared.prompts.trash:restore", "A.prompt_count >= B", "A.prompt_count > B"),
        ("two prompts restored, room for one",),
    ),
)

_AWAY = (
    Mutant("another's video is deleted", drop(f"{_VIDEOS}:_refused", "A.user_id != B"), ("all that failed, deleted",)),
    Mutant(
        "a video that is still to be made is deleted",
        swap(f"{_VIDEOS}:_refused", "None if A.ended else B", "None"),
        ("all that failed, deleted",),
    ),
    Mutant(
        "what did not fail is deleted with what did",
        drop(f"{_VIDEOS}:delete_failed", '("state", "==", A)'),
        ("all that failed, deleted",),
    ),
    Mutant(
        "what failed is deleted as far as one page goes",
        drop(f"{_VIDEOS}:delete_failed", "if len(A) == B: ..."),
        ("all that failed, deleted",),
    ),
    Mutant("a deleted picture is counted on", drop("shared.erasure.commands:_deleted_together", "*counts"), ("trash",)),
    Mutant("a deleted picture leaves its prompts", drop("shared.erasure.commands:_hidden", "*prompts"), ("trash",)),
    Mutant(
        "a collection's pictures stay",
        swap("shared.erasure.commands:delete_collection", "shared.erasure.tasks.enqueue_following(...)", "None"),
        second_wall="the sweep meets a collection whose pictures have not followed it, ten minutes later",
    ),
)

_GONE = (
    Mutant(
        "each task begins a trash anew that it is to empty",
        swap("shared.trash.commands:empty", "shared.platform.web.cursors.place_of(cursor)", "None"),
        tests=("tests/unit/trash/test_commands.py",),
    ),
    Mutant("bytes of a purged video are counted on", swap(f"{_VIDEOS}:purge", "kept - int(A)", "kept"), ("purge",)),
    Mutant(
        "a purged video keeps its words",
        swap(f"{_VIDEOS}:_NOTHING", '{"prompt": "", "negative_prompt": None, **shared.lifecycle.marks.ERASED}', "{}"),
        ("purge",),
    ),
    Mutant(
        "a purged video keeps its files",
        swap("shared.trash.worker:erase_video", "shared.videos.trash.erase_files(...)", "None"),
        ("purge",),
    ),
    Mutant(
        "a purged video keeps its links",
        swap("shared.trash.worker:erase_video", 'shared.shares.commands.erase_of("video", A)', "None"),
        ("purge",),
    ),
    Mutant(
        "a purged film keeps its links",
        swap("shared.trash.worker:erase_film", 'shared.shares.commands.erase_of("film", A)', "None"),
        ("purge, of texts",),
    ),
    Mutant(
        "bytes of a purged film are counted on",
        swap("shared.films.steps:_counted", "A[1] - A[0]", "0"),
        ("purge, of texts",),
    ),
    Mutant(
        "a purged picture is counted out again",
        drop("shared.images.transitions:_carried", "not A.deleted"),
        ("purge",),
    ),
    Mutant(
        "a purged storyboard leaves its versions",
        drop("shared.storyboards.trash:purge", "*versions"),
        ("purge, of texts",),
    ),
)

MUTANTS = (*_TIMES, *_BACK, *_AWAY, *_GONE)

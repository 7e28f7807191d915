"""The care that marks and lists take: no mark is lost, nobody's works are found but one's own, and none from the trash."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap, unguarded

_PAGE = "shared.lifecycle.library:_parted"
_LIBRARY = ("tests/unit/lifecycle/test_library.py",)

MUTANTS = (
    Mutant(
        "a video's marks without precondition",
        unguarded("shared.videos.commands:mark"),
        ("two marks", "marked as it is purged"),
    ),
    Mutant("a film's marks without precondition", unguarded("shared.films.commands:mark"), ("two marks of a film",)),
    Mutant("marks that nothing is found by", swap("shared.lifecycle.marks:changed", '(*A, "terms")', "A"), ("marks",)),
    Mutant("another's video is one's own", drop("shared.videos.model:owned", "A.user_id != B"), ("marks",)),
    Mutant("a purged video is marked", drop("shared.videos.model:owned", "A.deleted"), ("marked as it is purged",)),
    Mutant("everybody's works are listed", drop(_PAGE, '("user_id", "==", A)'), ("marks",)),
    Mutant("what is in the trash is listed", drop(_PAGE, '(shared.lifecycle.trash.MARK, "==", None)'), ("trash",)),
    Mutant(
        "a search takes whatever begins alike",
        swap(_PAGE, "looks.append(lambda fields: shared.lifecycle.words.found(...))", "None"),
        tests=_LIBRARY,
    ),
    Mutant("a page reads without an end", swap("shared.lifecycle.library:_growing", "left - most", "left"), tests=_LIBRARY),
)

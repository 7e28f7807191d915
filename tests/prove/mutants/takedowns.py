"""The care that a takedown takes: nothing is given out from its commit on, nothing is lost on the way."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap

_COMMANDS, _WORKER = "shared.takedowns.commands", "shared.takedowns.worker"
_DOWN, _BACK, _SWEPT = ("take-down",), ("put back",), ("take-down, by the sweep",)

MUTANTS = (
    Mutant(
        "taken down, and still given out",
        swap("shared.videos.reads:finished", "shared.lifecycle.takedown.require_up(A)", "None"),
        _DOWN,
    ),
    Mutant(
        "taken down without a mark",
        drop(f"{_COMMANDS}:take_down", "shared.platform.firestore.documents.Update(seen[where], A)"),
        _DOWN,
    ),
    Mutant("taken down without a word", drop(f"{_COMMANDS}:take_down", "audit(made)"), _DOWN),
    Mutant(
        "what is taken away is left where it was",
        swap(f"{_WORKER}:_moved", "shared.platform.clients.files().delete(A, source, B)", "None"),
        _DOWN,
    ),
    Mutant("a lost task moves nothing", swap(f"{_WORKER}:_due", "shared.takedowns.tasks.enqueue(A)", "None"), _SWEPT),
    Mutant(
        "put back before it is there",
        swap(f"{_WORKER}:move", "_moved(shared.lifecycle.takedown.away(A), A)", "None"),
        _BACK,
    ),
    Mutant(
        "a decision at which somebody died is nobody's",
        swap("shared.admin.reports:_due", "shared.platform.clients.queue().put(...)", "None"),
        ("report, decided",),
        at="POST /admin/reports",
    ),
    Mutant("put back, and still marked", swap(f"{_WORKER}:_finish", "[A] if B else []", "[]"), _BACK),
)

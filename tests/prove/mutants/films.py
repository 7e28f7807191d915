"""The care that films take: one worker at a time, one end, one slot."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap, unguarded
from tests.prove.mutants.lifecycle import ANY_STATE

_CHARGE = "shared.lifecycle.admission.Charge"

MUTANTS = (
    Mutant(
        "no record of a film's key",
        swap("shared.films.admission:_terms", '{"ids": [A]}', "None"),
        ("film",),
        at="POST /films",
    ),
    Mutant(
        "a film that costs nothing has no charge",
        swap("shared.films.admission:_terms", "charges = A", "charges = A if film.credits else ()"),
        ("film",),
    ),
    Mutant(
        "a film is charged nothing",
        swap(
            "shared.films.admission:_terms",
            f"{_CHARGE}(A, B, C, D)",
            f"{_CHARGE}(A, B, 0, D)",
        ),
        ("film, paid by another",),
    ),
    Mutant(
        "a film that waits takes a slot in any state",
        (*ANY_STATE, *swap("shared.films.waiting:_takes_slot", "A if B.waiting else None", "A")),
        ("film in line, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a film that waits takes a slot that is not free",
        swap("shared.films.steps:_carried", "not shared.films.slots.free(A)", "A is None"),
        second_wall="all take the one that waits longest, so whoever comes second finds that it does not wait any more",
    ),
    Mutant(
        "a film begins in any state",
        (*ANY_STATE, *swap("shared.films.worker:_begun", "(A.status, A.epoch) == (B, C)", "A.epoch == C")),
        ("film, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "an older task of a film begins it",
        swap("shared.films.worker:_begun", "(A.status, A.epoch) == (B, C)", "A.status == B"),
        second_wall="it takes the turn, and the newer task then finds nothing that waits for it",
    ),
    Mutant(
        "a worker's turn without precondition",
        unguarded("shared.lifecycle.lease:Lease.renewed"),
        second_wall="it tells no state: a sign of life on a film that has ended has the sweep look once more, and no more",
    ),
    Mutant(
        "a worker's turn without a lease",
        swap("shared.films.states:LEASE", "timedelta(minutes=2)", "timedelta(0)"),
        ("film, under the sweep",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a worker goes on with what has ended",
        (
            *ANY_STATE,
            *drop("shared.films.lease:WorkerLease._held", "A.live", "A.turn == B.turn"),
            *swap("shared.films.lease:WorkerLease.stores", "A if B.turn == C else None", "A"),
        ),
        ("film, cancelled", "film"),
        at="POST /film-tasks",
    ),
    Mutant(
        "a worker goes on in another's turn",
        drop("shared.films.lease:WorkerLease._held", "A.turn == B.turn"),
        second_wall="the copy replaces nothing, and only the turn that holds the film ends it",
    ),
    Mutant(
        "a film ends again",
        ANY_STATE,
        ("film, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "whoever works on a film ends it",
        drop("shared.films.worker:cut", "if_so = A"),
        second_wall="of two that finish the same film the second finds it ended; both made the same",
    ),
    Mutant(
        "the file of a film that ended meanwhile is kept",
        (
            *swap("shared.films.worker:cut", "A is not None and not B.moved", "A is None and B.moved"),
            *drop("shared.films.worker:tidy", "if A.status is not shared.films.states.FilmStatus.COMPLETED: ..."),
        ),
        ("film, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "the sweep begins a film that went on",
        (
            *ANY_STATE,
            *swap("shared.films.sweep:_start_again", "A if (B.epoch, B.due_at) == C else None", "A"),
        ),
        ("film by the sweep, cancelled",),
        at="POST /sweep",
    ),
    Mutant(
        "a film that ends keeps its slot",
        drop("shared.films.steps:_carried", "account = shared.films.slots.moved(...)"),
        ("film",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a film that is not counted",
        swap(
            "shared.films.steps:_counted",
            "shared.films.reads.with_films(A, B, C)",
            "shared.films.reads.with_films(A, B, 0)",
        ),
        ("film",),
        at="POST /film-tasks",
    ),
)

"""The care that films take: one worker at a time, one end, one slot."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap, unguarded

MUTANTS = (
    Mutant(
        "no record of a film's key",
        swap("shared.films.admission:_terms", '{"ids": [A]}', "None"),
        ("film",),
        at="POST /films",
    ),
    Mutant(
        "a film that waits takes a slot in any state",
        drop("shared.films.waiting:_with_slot", "not A.waiting"),
        ("film in line, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a film that waits takes a slot that is not free",
        drop("shared.films.waiting:_with_slot", "not shared.films.slots.free(A)"),
        second_wall="all take the one that waits longest, so whoever comes second finds that it does not wait any more",
    ),
    Mutant(
        "a film begins without precondition",
        unguarded("shared.films.worker:_begun"),
        ("film, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a film begins in any state",
        swap("shared.films.worker:_begun", "(A.user_id, A.status, A.epoch) != (B, C, D)", "A.epoch != D"),
        ("film, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "an older task of a film begins it",
        swap("shared.films.worker:_begun", "(A.user_id, A.status, A.epoch) != (B, C, D)", "A.status != C"),
        second_wall="it takes the turn, and the newer task then finds nothing that waits for it",
    ),
    Mutant(
        "a worker's turn without precondition",
        unguarded("shared.films.lease:WorkerLease.renewed"),
        ("film, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a worker's turn without a lease",
        swap("shared.films.model:LEASE", "timedelta(minutes=2)", "timedelta(0)"),
        ("film, under the sweep",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a worker goes on with what has ended",
        drop("shared.films.lease:WorkerLease.renewed", "not A.live", "A.turn != B.turn"),
        ("film, cancelled", "film"),
        at="POST /film-tasks",
    ),
    Mutant(
        "a worker goes on in another's turn",
        drop("shared.films.lease:WorkerLease.renewed", "A.turn != B.turn"),
        second_wall="the copy replaces nothing, and only the turn that holds the film ends it",
    ),
    Mutant(
        "a film ends without precondition",
        unguarded("shared.films.transitions:end"),
        second_wall="every end writes the account in the same commit, which has a precondition of its own",
    ),
    Mutant(
        "a film ends again",
        drop("shared.films.transitions:end", "not A.live"),
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
            *swap("shared.films.worker:cut", "A is not None and not ended", "A is None and ended"),
            *drop("shared.films.worker:tidy", "if A.status is not shared.films.model.FilmStatus.COMPLETED: ..."),
        ),
        ("film, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "the sweep begins a film that went on",
        (
            *swap("shared.films.sweep:_start_again", "not A.live", "not film.live"),
            *drop("shared.films.sweep:_start_again", "(A.epoch, A.due_at) != B"),
        ),
        ("film by the sweep, cancelled",),
        at="POST /sweep",
    ),
    Mutant(
        "a film that ends keeps its slot",
        drop("shared.films.transitions:end", "account = shared.films.slots.moved(...)"),
        ("film",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a film that is not counted",
        swap(
            "shared.films.transitions:end",
            "shared.films.reads.with_films(A, B, C)",
            "shared.films.reads.with_films(A, B, 0)",
        ),
        ("film",),
        at="POST /film-tasks",
    ),
)

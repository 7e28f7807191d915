"""The care that every step of everything takes: by its table, under its precondition."""

from __future__ import annotations

from tests.prove.mutants.edits import Edit, Mutant, drop, swap, unguarded

ANY_STEP = drop("shared.lifecycle.transitions:transition", "A.to not in B")
ANY_STATE = (*ANY_STEP, *swap("shared.lifecycle.transitions:transition", "A is not None and B.followers(A)", "A is not None"))


def _pays(at: str, of: str = "shared.accounts.ledger.account_path(A.{})") -> tuple[Edit, ...]:
    return swap(at, of.format("payer_id"), of.format("user_id"))


def _apart(told: str) -> str:
    """A row in a commit of its own."""
    return (
        f"shared.platform.clients.store().settle([], lambda _seen: shared.platform.firestore.documents.Plan(None, {told})) or ()"
    )


_TOLD = "shared.lifecycle.outbox.ended(...)"
_VIDEO, _FILM = "shared.videos.steps:_Carry.__call__", "shared.films.steps:_carried"

_PAYERS = (
    Mutant("a video's end is its user's to pay", _pays(_VIDEO), ("video, paid by another",)),
    Mutant("a film's end is its user's to pay", _pays(_FILM), ("film, paid by another",)),
    Mutant("a group's slots are its user's", _pays("shared.prompts.waiting:_turn", "A[0].{}"), ("prompts, paid by another",)),
    Mutant("who pays for a video keeps it", swap(_VIDEO, "keeper = A if B else C", "keeper = C"), ("video, paid by another",)),
    Mutant(
        "a line asks for its user's works",
        swap("shared.lifecycle.payers:paid_by", "rows = ask(FIELD)", 'rows = ask("user_id")'),
        ("video, paid by another",),
    ),
    Mutant(
        "a line forgets works of earlier releases",
        swap("shared.lifecycle.payers:paid_by", "[*A, *rows]", "rows"),
        ("video in line, of an earlier release",),
    ),
)

_EVENTS = (
    Mutant("a video's end is told to nobody", drop(_VIDEO, f"writes += {_TOLD}"), ("video, Veo",)),
    Mutant("a film's end is told to nobody", drop(_FILM, f"writes += {_TOLD}"), ("film",)),
    Mutant("a prompt's end is told to nobody", drop("shared.prompts.steps:finish", "*told"), ("prompt",)),
    Mutant(
        "a prompt does not know who listens",
        swap("shared.prompts.admission:_told_to", "listens = A", "listens = ()"),
        ("prompt",),
    ),
    Mutant(
        "an end is told though nobody listens",
        drop("shared.lifecycle.outbox:ended", "if event not in listens: ..."),
        ("video, Omni",),
    ),
    Mutant(
        "a video's end is told in a commit of its own",
        swap(_VIDEO, f"writes += {_TOLD}", f"writes = [*writes, *({_apart(_TOLD)})]"),
        ("video, Veo",),
        at="POST /storage-tasks",
    ),
    Mutant(
        "a film's end is told in a commit of its own",
        swap(_FILM, f"writes += {_TOLD}", f"writes = [*writes, *({_apart(_TOLD)})]"),
        ("film",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a prompt's end is told in a commit of its own",
        swap("shared.prompts.steps:finish", "told = A", f"told = {_apart('A')}"),
        ("prompt",),
        at="POST /prompt-tasks",
    ),
)

_STEPS = (
    Mutant(
        "a step without precondition",
        unguarded("shared.lifecycle.transitions:Machine.update"),
        ("video, Veo",),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "the table of steps is not asked",
        ANY_STEP,
        second_wall="whoever takes a step names the states that it goes from, and what has ended is asked about no step",
    ),
)

MUTANTS = (*_STEPS, *_PAYERS, *_EVENTS)

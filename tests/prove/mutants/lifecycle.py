"""The care that every step of everything takes: by its table, under its precondition."""

from __future__ import annotations

from tests.prove.mutants.edits import Edit, Mutant, before, drop, swap, unguarded

ANY_STEP = drop("shared.lifecycle.transitions:transition", "A.to not in B")
ANY_STATE = (*ANY_STEP, *swap("shared.lifecycle.transitions:transition", "A is not None and B.followers(A)", "A is not None"))


def _pays(at: str, of: str = "shared.accounts.ledger.account_path(A.{})") -> tuple[Edit, ...]:
    return swap(at, of.format("payer_id"), of.format("user_id"))


def _apart(listens: str, event: str, work: str) -> str:
    """A row in a commit of its own, after the end's."""
    row = f"shared.lifecycle.outbox.ended({listens}, shared.lifecycle.outbox.Event({event}), {work})"
    plan = f"shared.platform.firestore.documents.Plan(None, {row})"
    return f"shared.platform.clients.store().settle([], lambda _seen: {plan})"


_TOLD = "shared.lifecycle.outbox.ended(...)"
_VIDEO, _FILM = "shared.videos.steps:_Carry.__call__", "shared.films.steps:_carried"

_PAYERS = (
    Mutant("a video's end is its user's to pay", _pays(_VIDEO), ("video, paid by another",)),
    Mutant("a film's end is its user's to pay", _pays(_FILM), ("film, paid by another",)),
    Mutant(
        "a group's slots are its user's", _pays("shared.prompts.waiting:_changed_line", "A[0].{}"), ("prompts, paid by another",)
    ),
    Mutant(
        "who pays for a video keeps it", swap(_VIDEO, "owner_where != where and A", "False and A"), ("video, paid by another",)
    ),
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

_VIDEO_UNTOLD = drop(_VIDEO, f"writes += {_TOLD}")
_FILM_UNTOLD = drop(_FILM, f"writes += {_TOLD}")
_PROMPT_UNTOLD = drop("shared.prompts.steps:finish", "*told")
_VIDEO_APART = _apart("moved.account.listens", 'f"video.{moved.job.state}"', "user_id, job_id, moved.job.ended_at")
_FILM_APART = _apart("moved.beside.listens", 'f"film.{moved.now.status}"', "user_id, film_id, moved.now.ended_at")
_PROMPT_APART = _apart("moved.now.listens", '"prompt.completed" if good else "prompt.failed"', "variant.user_id, variant.id, now")

_EVENTS = (
    Mutant("a video's end is told to nobody", _VIDEO_UNTOLD, ("video, Veo",)),
    Mutant("a film's end is told to nobody", _FILM_UNTOLD, ("film",)),
    Mutant("a prompt's end is told to nobody", _PROMPT_UNTOLD, ("prompt",)),
    Mutant(
        "a prompt does not know who listens",
        swap("shared.prompts.admission:told_to", "listens = A", "listens = ()"),
        ("prompt",),
    ),
    Mutant(
        "an end is told though nobody listens",
        drop("shared.lifecycle.outbox:ended", "if event not in listens: ..."),
        ("video, Omni",),
    ),
    Mutant(
        "a video's end is told in a commit of its own",
        (
            *_VIDEO_UNTOLD,
            *before("shared.videos.steps:take", "return moved", f"moved.moved and moved.job.ended and {_VIDEO_APART}"),
        ),
        ("video, Veo",),
        at="POST /storage-tasks",
    ),
    Mutant(
        "a film's end is told in a commit of its own",
        (
            *_FILM_UNTOLD,
            *before(
                "shared.films.transitions:transition",
                "if moved.beside is not None: ...",
                f"moved.moved and moved.now.ended_at and {_FILM_APART}",
            ),
        ),
        ("film",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a prompt's end is told in a commit of its own",
        (
            *_PROMPT_UNTOLD,
            *swap(
                "shared.prompts.steps:finish",
                "shared.prompts.tasks.set_off(A)",
                f"shared.prompts.tasks.set_off((A, moved.moved and {_PROMPT_APART})[0])",
            ),
        ),
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

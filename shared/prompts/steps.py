"""The one way in which a prompt changes its status. What is over gives its slot and its key back in the same commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shared.config import retention
from shared.lifecycle import outbox, transitions
from shared.lifecycle.outbox import Event
from shared.lifecycle.transitions import Carried, Change, Machine
from shared.platform import logs
from shared.platform.clients import clock
from shared.platform.firestore.documents import Seen, Write
from shared.prompts import history, tasks, waiting
from shared.prompts.model import KEY_OF, Variant, read
from shared.prompts.states import LOST_TASK, STEPS, WRITTEN_WITHIN, PromptStatus
from shared.provider_keys import model as provider_key_model

_MACHINE = Machine(read, "status", STEPS)


def finish(variant: Variant, change: Change, *, good: bool, also: Sequence[Write] = ()) -> bool:
    """Whether it was this: one that went on meanwhile, or is gone, stays as it is. Its batch is told in the same commit."""
    now, version, event = clock().now(), variant.key_version, Event.PROMPT_COMPLETED if good else Event.PROMPT_FAILED
    until = retention.version_ends(now)
    keys = provider_key_model.places(variant.user_id, KEY_OF, version) if version else ()

    def decide(current: Variant, _seen: Seen) -> Change | None:
        return change if current.pending and current.attempt == variant.attempt else None

    def carry(current: Variant, step: Change, seen: Seen) -> Carried[Variant, Sequence[Variant]]:
        after = _MACHINE.after(current, step, **step.fields, due_at=None, deadline_at=None, updated_at=now)
        after, kept = history.replaced(current, after, now, until)
        change = waiting.over(seen, [current], now, good=good)
        released = provider_key_model.release(seen, variant.user_id, KEY_OF, version, [variant.id]) if version else ()
        told = outbox.ended(current.listens, event, current.user_id, current.id, now, attempt=current.attempt)
        return Carried(after, [*also, *kept, *released, *change.writes, *told], change.begun)

    moved = transitions.transition(_MACHINE, variant.path, [*waiting.places([variant]), *keys], decide, carry)
    if moved.moved:
        waited = WRITTEN_WITHIN - ((variant.deadline_at or now) - now)
        logs.info("prompt ended", prompt_id=variant.id, good=good, seconds=round(waited.total_seconds(), 1))
        if moved.now is not None:
            outbox.announce(moved.now.listens, event, variant.user_id, variant.id, attempt=variant.attempt)
    tasks.set_off(moved.beside or ())
    return moved.moved


def asked_anew(variant: Variant, model: str, now: datetime) -> Variant:
    """For the commit that admits it; the text that stands there stays until another is written."""
    return _MACHINE.stepped(
        variant,
        PromptStatus.PENDING,
        error=None,
        attempt=variant.attempt + 1,
        model_name=model,
        deadline_at=now + WRITTEN_WITHIN,
        due_at=now + LOST_TASK,
        updated_at=now,
    )


def with_own_text(variant: Variant) -> Variant:
    """For the commit that puts a person's text there: one in place of a text that failed makes it a draft."""
    return _MACHINE.stepped(variant, PromptStatus.DRAFT) if variant.status is PromptStatus.FAILED else variant

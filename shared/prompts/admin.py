"""Prompts as operators see and end them: anybody's. They cost nothing, so nothing is given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from shared.lifecycle import overview
from shared.platform.clients import store
from shared.platform.errors import Language, NotFound
from shared.platform.firestore.documents import Write
from shared.platform.web.cursors import Page
from shared.prompts.model import PROMPTS, Variant, prompt_path, read, shown
from shared.prompts.steps import finish
from shared.prompts.worker import as_failed
from shared.providers.writing import Trouble, WritingFailed

if TYPE_CHECKING:
    from shared.prompts import views


def prompts(
    *,
    limit: int,
    cursor: str | None = None,
    status: str | None = None,
    error_code: str | None = None,
    model: str | None = None,
    user_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Page[Variant]:
    """The newest first, of one user or of all."""
    equal = [("user_id", user_id), ("status", status), ("error_code", error_code), ("model_name", model)]
    return overview.page(PROMPTS, read, overview.Sought(equal, (), since, until), limit=limit, cursor=cursor)


def prompt(prompt_id: str) -> Variant:
    if (found := read(store().get(prompt_path(prompt_id)))) is None:
        raise NotFound(kind="prompt", id=prompt_id)
    return found


def record(variant: Variant, language: Language) -> views.PromptRecord:
    """A prompt on the wire, with what only operators see of it; which one leads its picture is not looked up."""
    return {
        **shown(variant, language),
        "user_id": variant.user_id,
        "deleted_at": variant.deleted_at,
        "due_at": variant.due_at,
        "deadline_at": variant.deadline_at,
        "attempt": variant.attempt,
        "own_key": variant.key_version is not None,
    }


def force_fail(prompt_id: str, reason: str, also: Sequence[Write]) -> tuple[Variant, bool]:
    """End one that is being written; `also` is written in the commit that ends it. Any other stays as it is."""
    found = prompt(prompt_id)
    moved = finish(found, as_failed(WritingFailed(Trouble.ENDED_BY_OPERATOR, reason)), good=False, also=also)
    return prompt(prompt_id), moved

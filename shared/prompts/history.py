"""What a prompt's text was before: kept below it, in the commit that puts another one in its place.

Texts that clients write under the rules replace one another without a word; what stands there when a function replaces it is
kept, whoever wrote it. A version is the text's number, counted from 1; its document is written once and goes as the oldest,
or once it has been replaced for as long as the configuration says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.platform.clients import clock, store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Create, Document, Drop, Write
from shared.prompts.model import Variant, own, prompt_path

if TYPE_CHECKING:
    from shared.prompts import views

EARLIER = 20  # texts of one prompt


def version_path(prompt_id: str, version: int) -> str:
    return f"{prompt_path(prompt_id)}/versions/{version}"


def listed(user_id: str, prompt_id: str) -> list[views.PromptVersion]:
    """The earlier texts that are kept, the latest first."""
    kept = list(_places(own(store().get(prompt_path(prompt_id)), user_id)))
    seen, now = store().read(kept) if kept else {}, clock().now()
    return [_shown(seen[place].fields) for place in reversed(kept) if seen[place].fields and not seen[place].expired(now)]


def _shown(kept: Any) -> views.PromptVersion:
    return {"version": kept["version"], "prompt_text": kept["prompt_text"], "replaced_at": kept["replaced_at"]}


def text_of(document: Document) -> str:
    """What it was at that version, as long as that is kept."""
    if document.fields is None or document.expired(clock().now()):
        raise NotFound(kind="version", id=document.id)
    return document.fields["prompt_text"]


def replaced(before: Variant, after: Variant, now: datetime, until: datetime | None) -> tuple[Variant, Sequence[Write]]:
    """For the commit that writes it: the prompt with the text before counted, and that text where another comes for it.

    `until` is when that goes: by the configuration, which whoever writes reads (`retention.version_ends`).
    """
    if before.prompt_text in ("", after.prompt_text):
        return after, ()
    version = before.versions + 1
    kept = {"version": version, "prompt_text": before.prompt_text, "replaced_at": now, "expires_at": until}
    writes: list[Write] = [Create(version_path(before.id, version), kept)]
    if version > EARLIER:
        writes.append(Drop(version_path(before.id, version - EARLIER)))
    return replace(after, versions=version), writes


def erased(variant: Variant) -> list[Write]:
    """For the commit that erases it."""
    return [Drop(place) for place in _places(variant)]


def _places(variant: Variant) -> Iterator[str]:
    return (version_path(variant.id, each) for each in range(max(0, variant.versions - EARLIER) + 1, variant.versions + 1))

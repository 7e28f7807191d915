"""What the rules allow, as one table. What does not stand here is refused, and the tests try all of it.

{uid} stands for whoever the documents belong to. A single write is never enough for more than marks: drafts are written
together with the count of their image, see `commits`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from tests.rules.actors import CURRENT, WELCOME, Actor
from tests.rules.client import NOW, Where, equal

Operation = Literal[
    "get", "get absent", "list own", "list all", "list another's", "list everywhere", "create", "update", "delete"
]
OPERATIONS: tuple[Operation, ...] = (
    *("get", "get absent", "list own", "list all", "list another's", "list everywhere"),
    *("create", "update", "delete"),
)
READS: tuple[Operation, ...] = ("get", "get absent", "list own")
NAMED_READS: tuple[Operation, ...] = ("get", "list own")  # of ids with a meaning: nobody learns that there is none
LONG_AGO = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A kind of document: where it lies, what it holds beside its owner, and what those it belongs to may do with it."""

    path: str
    allowed: Sequence[Operation] = ()
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    change: Mapping[str, Any] = field(default_factory=lambda: {"balance": 999})
    where: Sequence[Where] = ()  # what a query must say beside whose documents it wants
    actors: Sequence[Actor] = WELCOME

    def who_may(self, operation: Operation) -> set[Actor]:
        """What is not there is nobody's: it is absent for everybody who is let in."""
        if operation not in self.allowed:
            return set()
        return set(CURRENT if operation == "get absent" else self.actors)

    @property
    def collection(self) -> str:
        return self.path.split("/")[-2]

    @property
    def under(self) -> str:
        """The document that it lies below, if any."""
        return "/".join(self.path.split("/")[:-2])


_IMAGE = {
    "status": "ready",
    "prompt_count": 1,
    "primary_prompt_id": "{uid}-1",
    "last_prompt_id": "{uid}-1",
    "deleted_at": None,
    "updated_at": LONG_AGO,
}
_PROMPT = {
    "image_id": "{uid}-1",
    "status": "completed",
    "prompt_text": "A fox runs.",
    "language": "en",
    "variant_order": 0,
    "favourite": False,
    "rating": None,
    "batch_id": None,
    "deleted_at": None,
    "created_at": LONG_AGO,
    "updated_at": LONG_AGO,
}
_KEPT = {"deleted_at": None}
_IN_TRASH = {"deleted_at": LONG_AGO, "purge_at": datetime(2126, 1, 2, tzinfo=UTC)}
_NOT_IN_TRASH = equal(deleted_at=None)
_MARK = {"favourite": True, "updated_at": NOW}

TABLE: tuple[Row, ...] = (
    Row("accounts/{uid}", ["get"]),
    Row("usage/{uid}", ["get"]),
    Row("credit_transactions/{uid}-1", NAMED_READS),
    Row("video_jobs/{uid}-1", READS, {"state": "processing", **_KEPT}, {"state": "completed"}, _NOT_IN_TRASH),
    Row("video_jobs/{uid}-2", READS, {"state": "failed", **_IN_TRASH}, _KEPT, _NOT_IN_TRASH),
    Row("video_jobs/{uid}-1/private/ops", [], {}),
    Row("collections/{uid}-1", READS, {"deleting": False, **_KEPT}, {"image_count": 7}, _NOT_IN_TRASH),
    Row("collections/{uid}-2", READS, {"deleting": True, **_IN_TRASH}, {"deleting": False}, _NOT_IN_TRASH),
    Row("collections/{uid}-3", READS, {"deleting": False, **_IN_TRASH}, _KEPT, _NOT_IN_TRASH),
    Row("images/{uid}-1", READS, _IMAGE, {"title": "Mine", "updated_at": NOW}, _NOT_IN_TRASH),
    Row("images/{uid}-2", READS, {**_IMAGE, "status": "deleting", **_IN_TRASH}, {"status": "ready"}, _NOT_IN_TRASH),
    Row("images/{uid}-3", READS, {**_IMAGE, **_IN_TRASH}, {"deleted_at": None, "updated_at": NOW}, _NOT_IN_TRASH),
    Row("images/{uid}-1/private/marks", []),
    Row("video_prompts/{uid}-1", [*READS, "update"], _PROMPT, _MARK, _NOT_IN_TRASH),
    Row("video_prompts/{uid}-2", [*READS, "update"], {**_PROMPT, "status": "pending", "prompt_text": ""}, _MARK, _NOT_IN_TRASH),
    Row("video_prompts/{uid}-3", READS, {**_PROMPT, **_IN_TRASH}, _MARK, _NOT_IN_TRASH),
    Row("video_prompts/{uid}-1/versions/1", [], _PROMPT, _MARK),
    Row("films/{uid}-1", READS, {"status": "compiling", **_KEPT}, {"progress": 1.0}, _NOT_IN_TRASH),
    Row("films/{uid}-2", READS, {"status": "deleting", **_IN_TRASH}, {"status": "completed"}, _NOT_IN_TRASH),
    Row("prompt_batches/{uid}-1", READS, {"total": 1}, {"completed": 1}),
    Row("prompt_templates/{uid}-1", READS, {"name": "Mine"}, {"name": "Yours"}),
    Row("storyboards/{uid}-1", READS, {"name": "Mine", "version": 2, **_KEPT}, {"name": "Yours"}, _NOT_IN_TRASH),
    Row("storyboards/{uid}-1/versions/1", NAMED_READS, {"name": "Mine", "version": 1}, {"name": "Yours"}),
    Row("storyboards/{uid}-1/private/marks", []),
    Row("events/{uid}.video.completed", NAMED_READS, {"event": "video.completed"}),
    Row("comparisons/{uid}-1", [], {"prompt_ids": ["{uid}-1"], "winner": None}, {"winner": "{uid}-1"}),
    Row("shares/{uid}-1", [], {"kind": "video", "revoked_at": None}, {"download": True}),
    Row("share_days/{uid}-1.2026-01-01.0", [], {"views": 1}, {"views": 2}),
    Row("idempotency/{uid}.1"),
    Row("template_names/{uid}.1"),
    Row("late_results/{uid}.1"),
    Row("dead_letters/{uid}"),
    Row("system_configs/{uid}"),
    Row("signup_grants/{uid}"),
    Row("provider_keys/{uid}.gemini-api"),
    Row("audit_log/{uid}"),
    Row("user_notes/{uid}"),
    Row("provider_keys/{uid}.vertex"),
    Row("provider_ceilings/{uid}"),
    Row("reconcile_runs/{uid}"),
    Row("figures/{uid}"),
    Row("canaries/{uid}"),
    Row("figure_users/{uid}"),
    Row("refused_calls/{uid}"),
    Row("anything_else/{uid}"),
)

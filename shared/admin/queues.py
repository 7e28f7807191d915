"""Queues in an operator's hands: looked at, paused, resumed, and emptied by closing what fills them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.admin import config
from shared.audit.acts import Act, write_down
from shared.catalog import reads as catalog_reads
from shared.config import commands as config_commands
from shared.config.model import Feature, Suspension
from shared.platform.clients import queue_desk
from shared.platform.errors import Language
from shared.queues import reads
from shared.queues.errors import QueueNotDrainable

if TYPE_CHECKING:
    from shared.queues import views

_FILLED_BY: dict[str, tuple[Feature, ...]] = {"compile": ("films", "edits"), "compile-long": ("films", "edits")}


def list_queues(act: Act) -> views.QueueList:
    write_down(act.audit("list_queues", "all"))
    return reads.look()


def pause(act: Act, queue: str) -> views.QueueRecord:
    """Written down first: that somebody tried is known even where Cloud Tasks gives no answer."""
    reads.record(queue)
    write_down(act.audit("pause_queue", queue))
    queue_desk().pause(queue)
    return reads.record(queue)


def resume(act: Act, queue: str) -> views.QueueRecord:
    reads.record(queue)
    write_down(act.audit("resume_queue", queue))
    queue_desk().resume(queue)
    return reads.record(queue)


def drain(act: Act, queue: str, language: Language) -> views.QueueDrain:
    """Nothing new comes into it and it goes on sending, so what was admitted is done and then it is empty. Suspensions are
    lifted one by one again; features are opened by going back in the roll-out's history."""
    record = reads.record(queue)
    models = [
        catalog_reads.key(row) for row in catalog_reads.rows() if catalog_reads.start_queue(row["surface"], row["model"]) == queue
    ]
    features = _FILLED_BY.get(queue, ())
    if not models and not features:
        raise QueueNotDrainable(queue=queue)
    write_down(act.audit("drain_queue", queue, models=models, features=list(features)))
    for model in models:
        config_commands.set_suspension(model, Suspension(since=act.now, reason="operator", note=act.reason), act.actor, act.now)
    if features:
        nobody = {feature: {"percentage": 0, "beta_users": []} for feature in features}
        config.patch_config(act, "rollout", {"features": nobody}, None, language)
    if record["state"] == "paused":
        queue_desk().resume(queue)
    closed = [*(f"models.{each}" for each in models), *(f"rollout.features.{each}" for each in features)]
    return {"queue": reads.record(queue), "closed": closed}

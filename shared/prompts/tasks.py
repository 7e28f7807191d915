"""The tasks that have prompts written. One that was asked for by itself never stands behind a collection's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import queue
from shared.prompts.model import Variant


def enqueue(variant: Variant, *, at: datetime | None = None, tries: int = 0) -> None:
    payload = {
        "prompt_id": variant.id,
        "image_id": variant.image_id,
        "user_id": variant.user_id,
        "attempt": variant.attempt,
        "epoch": variant.epoch,
        "tries": tries,
    }
    queue().put("write-batch" if variant.in_batch else "write", "prompt-tasks", "/", payload, at=at, deadline_s=180)


def set_off(variants: Iterable[Variant]) -> None:
    """After the commit that began them; what is lost here, the sweep makes up for."""
    for variant in variants:
        with left_to_sweep(variant.id):
            enqueue(variant)

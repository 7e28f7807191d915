"""Writing what was asked for. Each task may come twice, late, or not at all; only a variant that waits for it changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from shared.catalog import effective
from shared.images.model import Image, image_path, read_image
from shared.images.states import ImageStatus
from shared.lifecycle.sweep import left_to_sweep
from shared.lifecycle.transitions import Change
from shared.platform import logs, tracing
from shared.platform.clients import clock, files, store
from shared.platform.settings import settings
from shared.prompts import tasks
from shared.prompts.model import KEY_OF, Variant, prompt_path, read
from shared.prompts.model_requests import first_request, refine_request
from shared.prompts.outcomes import error_of, rule_of
from shared.prompts.states import PromptStatus
from shared.prompts.steps import finish
from shared.prompts.template_text import template_text
from shared.prompts.writing import Writing, write_once
from shared.provider_keys import commands as provider_key_commands
from shared.provider_keys import model as provider_key_model
from shared.providers.registry import writer_for
from shared.providers.writing import Photo, Trouble, Writer, WritingFailed

_WAITS_S = (5, 10, 20, 40, 60)  # between tries of our own; the last one repeats


def write(prompt_id: str, image_id: str, attempt: int, epoch: int, tries: int) -> None:
    """Ask the model for a text and keep it. Trouble that passes is waited for, without a word to Firestore."""
    seen = store().read([prompt_path(prompt_id), image_path(image_id)])
    variant, image = read(seen[prompt_path(prompt_id)]), read_image(seen[image_path(image_id)])
    if variant is None or (variant.status, variant.attempt, variant.epoch) != (PromptStatus.PENDING, attempt, epoch):
        return
    if image is None or image.status is ImageStatus.DELETING:
        return  # it is erased together with its image
    began = clock().now()
    try:
        writing = _written(variant, image)
    except WritingFailed as failure:
        _failed(variant, image, failure, tries)
    else:
        finish(variant, _as_written(writing, began), good=True)


def _written(variant: Variant, image: Image) -> Writing:
    row = effective.writer()
    brief = variant.brief(image.title, image.metadata)
    if variant.refines:
        request = refine_request(variant.id, row["model"], brief, variant.refined_text or "", variant.user_instruction)
    else:
        request = first_request(variant.id, row["model"], brief)
    media, name = settings().bucket_media, str(image.object)

    def opened() -> Any:
        stored = files().stat(media, name)
        if stored is None:
            raise WritingFailed(Trouble.PICTURE_REFUSED, "the picture is gone")
        return files().open(stored)

    photo = Photo(f"gs://{media}/{name}", image.content_type, image.bytes, opened)
    with tracing.span("provider write", model=row["model"], prompt_id=variant.id):
        return write_once(_writer(variant, row["surface"]), request, brief, photo)


def _writer(variant: Variant, surface: str) -> Writer:
    """In our name, or with the user's own key. One that is gone meanwhile is like none."""
    if variant.key_version is None:
        return writer_for(surface)
    try:
        key = provider_key_commands.secret_for(variant.user_id, KEY_OF, variant.key_version)
    except provider_key_model.KeyGone:
        raise WritingFailed(Trouble.KEY_MISSING, "the user's key is gone") from None
    return writer_for(KEY_OF, key=key.reveal())


def _as_written(writing: Writing, began: datetime) -> Change:
    spent = round((clock().now() - began).total_seconds() * 1000)
    facts = {
        "generation_time_ms": spent,
        "model_ms": writing.ms,
        "tokens": writing.tokens,
        "asked": writing.asked,
        "broken": [rule.value for rule in writing.verdict.broken],
    }
    told = {"prompt_text": writing.text, "model_name": writing.model, "metadata": facts}
    return Change(PromptStatus.COMPLETED, {**told, "error": None})


def _failed(variant: Variant, image: Image, failure: WritingFailed, tries: int) -> None:
    rule, now = rule_of(failure), clock().now()
    wait = timedelta(seconds=failure.retry_after_s or _WAITS_S[min(tries, len(_WAITS_S) - 1)])
    if rule.we_retry and variant.deadline_at and now + wait < variant.deadline_at:
        logs.info("a prompt waits for its provider", prompt_id=variant.id, trouble=failure.trouble.value, seconds=wait.seconds)
        with left_to_sweep(variant.id):
            tasks.enqueue(variant, at=now + wait, tries=tries + 1)
        return
    logs.info("a prompt was not written", prompt_id=variant.id, trouble=failure.trouble.value, told=failure.message)
    if failure.trouble is Trouble.MODEL_RETIRED:
        logs.alert("the model that writes prompts is gone", model=variant.model_name)
    stands_in = rule.template and (not variant.prompt_text or "template" in variant.metadata)
    finish(variant, _as_template(variant, image, failure) if stands_in else as_failed(failure), good=False)


def _as_template(variant: Variant, image: Image, failure: WritingFailed) -> Change:
    text = template_text(variant.brief(image.title, image.metadata))
    error = error_of(failure, stands_in=True)
    return Change(PromptStatus.DRAFT, {"prompt_text": text, "metadata": {"template": True}, "error": error})


def as_failed(failure: WritingFailed) -> Change:
    return Change(PromptStatus.FAILED, {"error": error_of(failure)})

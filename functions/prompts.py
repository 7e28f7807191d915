"""prompts: texts written from a user's images, and what a person does with them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from shared.config.call_rate import calls_per_minute
from shared.platform.errors import Language
from shared.platform.web import long_poll, plain_queries
from shared.platform.web.async_door import AsyncDoor
from shared.platform.web.callers import user
from shared.platform.web.door import Call, Reply, admitted
from shared.prompts import admission, commands, formats, history, reads, styles, suggestions, templates, trash
from shared.prompts.model import read, shown
from shared.prompts.requests import Config
from shared.prompts.states import PromptStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.forms import prompts as forms
    from shared.prompts import views
    from shared.prompts.requests import AdmittedPrompts

door = AsyncDoor(
    "prompts",
    caller=user,
    forms="functions.forms.prompts",
    calls_per_minute=partial(calls_per_minute, "prompts", "prompts_of_guests"),
)


@door.route("POST", "/", body="PromptRequest", query="WaitQuery", status=202, spends=True)
async def create_prompt(call: Call) -> Reply[views.PromptAccepted]:
    """Create a prompt for an image.

    A model writes it. With `wait`, the answer comes as soon as the text is there.
    """
    wish: forms.PromptRequest = call.body
    return await _answered(call, lambda: admission.write(call.caller.signed_in, wish.image_id, _config(call), _key(call)))


@door.route("POST", "/{prompt_id}/regenerate", query="WaitQuery", status=202, spends=True)
async def regenerate_prompt(call: Call) -> Reply[views.PromptAccepted]:
    """Regenerate a prompt in its place."""

    before = call.path["prompt_id"]
    return await _answered(call, lambda: admission.regenerate(call.caller.signed_in, before, _key(call)))


@door.route(
    "POST",
    "/{prompt_id}/refine",
    body="PromptRefinementRequest",
    query="WaitQuery",
    status=202,
    spends=True,
)
async def refine_prompt(call: Call) -> Reply[views.PromptAccepted]:
    """Refine a prompt into a new one."""

    change: forms.PromptRefinementRequest = call.body
    before = call.path["prompt_id"]
    return await _answered(call, lambda: admission.refine(call.caller.signed_in, before, change.instruction, _key(call)))


@door.route("POST", "/collection", body="PromptBatchRequest", status=202, spends=True, reads=100)
def create_prompt_batch(call: Call) -> Reply[views.PromptBatchAccepted]:
    """Create prompts for a whole collection.

    One for every image that is ready; all of them or none.
    """
    asked = admission.write_all(call.caller.signed_in, call.body.collection_id, _config(call), _key(call))
    return admitted({"batch": reads.batch(call.caller.id, str(asked.batch_id))}, replayed=asked.replayed)


@door.get("/batches/{batch_id}")
def get_prompt_batch(call: Call) -> Reply[views.PromptBatch]:
    """Get the progress of a collection's prompts."""
    return Reply(body=reads.batch(call.caller.id, call.path["batch_id"]))


@door.route("POST", "/drafts", body="PromptDraftRequest", status=201)
def create_prompt_draft(call: Call) -> Reply[views.Prompt]:
    """Create a prompt from your own text."""
    wish: forms.PromptDraftRequest = call.body
    variant, primary = commands.draft(call.caller.id, wish.image_id, wish.prompt_text, wish.language or call.content_language)
    return Reply(201, shown(variant, call.language, primary=primary))


@door.route("PUT", "/order", body="PromptOrderRequest")
def reorder_prompts(call: Call) -> Reply[views.PromptList]:
    """Reorder the prompts of an image."""
    wish: forms.PromptOrderRequest = call.body
    return _listed(commands.reorder(call.caller.id, wish.image_id, wish.prompt_ids), call.language)


@door.get("/export", query="PromptExportQuery", reads=lambda call: 1 if call.query.image_id else 200)
def export_prompts(call: Call) -> Reply:
    """Export prompts as a CSV or JSON file.

    Those of an image, of a collection, or all of yours.
    """
    asked: forms.PromptExportQuery = call.query
    rows = reads.exported(call.caller.id, image_id=asked.image_id, collection_id=asked.collection_id)
    content = b"".join(formats.csv_of(rows) if asked.format == "csv" else formats.json_of(rows))
    name = {"Content-Disposition": f'attachment; filename="prompts.{asked.format}"'}
    return Reply(body=content, headers={"Content-Type": formats.CSV_TYPE if asked.format == "csv" else formats.JSON_TYPE, **name})


@door.route("POST", "/templates", body="PromptTemplateRequest", status=201, reads=100)
def create_prompt_template(call: Call) -> Reply[views.PromptTemplate]:
    """Create a template from settings for prompts."""
    return Reply(201, templates.save(call.caller.id, call.body.name, _as_config(call.body.config, call.content_language)))


@door.get("/templates", reads=100)
def list_prompt_templates(call: Call) -> Reply[views.PromptTemplateList]:
    """List your templates by name."""
    return Reply(body={"templates": templates.listed(call.caller.id)})


@door.route("DELETE", "/templates/{template_id}", status=204)
def delete_prompt_template(call: Call) -> None:
    """Delete a template.

    Prompts that were written with it stay.
    """
    templates.delete(call.caller.id, call.path["template_id"])


@door.get("/", query="ImagePromptsQuery", plainly=plain_queries.of_image)
def list_prompts(call: Call) -> Reply[views.PromptList]:
    """List the prompts of an image.

    By their order, then the newest first.
    """
    return _listed(reads.of_image(call.caller.id, call.query.image_id), call.language)


@door.route("DELETE", "/", query="ImagePromptsQuery")
def delete_prompts(call: Call) -> Reply[views.PromptDeletion]:
    """Delete all prompts of an image."""
    return Reply(body={"deleted": trash.delete_all(call.caller.id, call.query.image_id)})


@door.get("/library", query="PromptLibraryQuery", reads=lambda call: call.query.worth)
def list_all_prompts(call: Call) -> Reply[views.PromptPage]:
    """List your prompts of all images, newest first.

    All, or those in a state or of a style. A page that was searched for may be short and still have a `next_cursor`.
    """
    asked: forms.PromptLibraryQuery = call.query
    found, primaries = reads.listed(call.caller.id, asked.filters, limit=asked.limit, cursor=asked.cursor)
    rows = [shown(each, call.language, primary=primaries[each.image_id]) for each in found.rows]
    return Reply(body={"prompts": rows, "next_cursor": found.next_cursor})


@door.get("/styles", reads=styles.COUNTED)
def list_most_used_styles(call: Call) -> Reply[views.PromptStyles]:
    """List the styles that you ask for most.

    Counted over your latest prompts; texts of your own were asked for in no style.
    """
    return Reply(body=styles.most_used(call.caller.id))


@door.get("/suggestions", query="ImagePromptsQuery", reads=styles.COUNTED)
def get_suggested_styles(call: Call) -> Reply[views.PromptSuggestions]:
    """Get camera, light and mood that suit an image.

    By its title and metadata, its colour and shape, and what you ask for most; no model is asked. Each says why.
    """
    return Reply(body=suggestions.suggested(call.caller.id, call.query.image_id, call.language))


@door.get("/{prompt_id}")
def get_prompt(call: Call) -> Reply[views.Prompt]:
    """Get a prompt."""
    variant, primary = reads.show(call.caller.id, call.path["prompt_id"])
    return Reply(body=shown(variant, call.language, primary=primary))


@door.get("/{prompt_id}/history", reads=history.EARLIER)
def get_prompt_history(call: Call) -> Reply[views.PromptHistory]:
    """Get the earlier texts of a prompt, the latest first.

    The latest twenty that a function has replaced; what clients write themselves is not counted.
    """
    return Reply(body={"versions": history.listed(call.caller.id, call.path["prompt_id"])})


@door.route("POST", "/{prompt_id}/restore", body="PromptRestoreRequest")
def restore_prompt_text(call: Call) -> Reply[views.Prompt]:
    """Restore an earlier text of a prompt.

    The text that stood there is kept as its latest earlier one.
    """
    commands.restore(call.caller.id, call.path["prompt_id"], call.body.version)
    return get_prompt(call)


@door.route("PATCH", "/{prompt_id}", body="PromptUpdate")
def update_prompt(call: Call) -> Reply[views.Prompt]:
    """Update a prompt.

    Its text, rating or favourite mark. What is left out stays.
    """
    wish: forms.PromptUpdate = call.body
    commands.edit(call.caller.id, call.path["prompt_id"], text=wish.prompt_text, favourite=wish.favourite, rating=wish.rating)
    return get_prompt(call)


@door.route("POST", "/{prompt_id}/primary")
def set_primary_prompt(call: Call) -> Reply[views.Prompt]:
    """Make a prompt the primary one of its image."""
    variant = commands.set_primary(call.caller.id, call.path["prompt_id"])
    return Reply(body=shown(variant, call.language, primary=variant.id))


@door.route("DELETE", "/{prompt_id}", status=204)
def delete_prompt(call: Call) -> None:
    """Delete a prompt."""
    trash.delete(call.caller.id, call.path["prompt_id"])


def _key(call: Call) -> str:
    return str(call.idempotency_key)


def _config(call: Call) -> Config:
    if call.body.template_id:
        return templates.config_of(call.caller.id, call.body.template_id)
    return _as_config(call.body.config, call.content_language) if call.body.config else Config(language=call.content_language)


def _as_config(form: forms.PromptSettingsRequest, otherwise: Language) -> Config:
    """In the language that it names; where it names none, in the one that its sender likes better."""
    return Config(**form.model_dump(exclude={"language"}), language=form.language or otherwise)


async def _answered(call: Call, ask: Callable[[], AdmittedPrompts]) -> Reply[views.PromptAccepted]:
    if not call.query.wait:
        asked = await asyncio.to_thread(ask)
        return admitted({"prompt": shown(asked.variant, call.language, primary=asked.primary)}, replayed=asked.replayed)
    watcher = long_poll.state_watcher()
    with watcher.place(call.caller.id):  # first: who is refused one has asked for nothing
        asked = await asyncio.to_thread(ask)
        variant, as_of = await asyncio.to_thread(reads.own_as_of, call.caller.id, asked.variant.id)
        if variant.status is PromptStatus.PENDING:
            variant = await watcher.next_state(variant, read, watcher.left(call.query.wait, call.began), as_of)
    primary = await asyncio.to_thread(reads.primary_of, variant)
    return admitted({"prompt": shown(variant, call.language, primary=primary)}, replayed=asked.replayed)


def _listed(shelf: Any, language: Language) -> Reply[views.PromptList]:
    primary = shelf.image.primary_prompt_id
    return Reply(body={"prompts": [shown(each, language, primary=primary) for each in shelf.variants]})

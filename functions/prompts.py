"""prompts: texts written from a user's images, and what a person does with them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from shared import prompts
from shared.pace import calls_per_minute
from shared.platform.callers import user
from shared.platform.clients import clock, once, store
from shared.platform.errors import Language
from shared.platform.http import Call, Reply
from shared.platform.http_starlette import AsyncDoor
from shared.prompts.variant import PromptStatus, Variant, shown

if TYPE_CHECKING:
    from functions import forms
    from shared.lookout import Lookout
    from shared.prompts.asking import Asked, Config

door = AsyncDoor("prompts", caller=user, forms="functions.forms", calls_per_minute=calls_per_minute)


@once
def lookout() -> Lookout:
    from shared.lookout import Lookout

    return Lookout(store().read, clock())


@door.route("POST", "/", body="PromptWish", query="Wait", answers="AskedPrompt", status=202, spends=True)
async def write(call: Call) -> Reply:
    """Have a prompt written for an image; with `wait`, answer as soon as it is."""
    from shared.prompts import asking

    wish: forms.PromptWish = call.body

    def ask() -> Asked:
        return asking.write(call.caller.signed_in, wish.image_id, _config(call), str(call.idempotency_key))

    return await _awaited(call, await asyncio.to_thread(ask))


@door.route("POST", "/{prompt_id}/regenerate", query="Wait", answers="AskedPrompt", status=202, spends=True)
async def regenerate(call: Call) -> Reply:
    """Have the same prompt written anew."""
    from shared.prompts import asking

    def ask() -> Asked:
        return asking.regenerate(call.caller.signed_in, call.path["prompt_id"], str(call.idempotency_key))

    return await _awaited(call, await asyncio.to_thread(ask))


@door.route("POST", "/{prompt_id}/refine", body="Refinement", query="Wait", answers="AskedPrompt", status=202, spends=True)
async def refine(call: Call) -> Reply:
    """Have a new variant written: the same text with a change."""
    from shared.prompts import asking

    def ask() -> Asked:
        change: forms.Refinement = call.body
        return asking.refine(call.caller.signed_in, call.path["prompt_id"], change.instruction, str(call.idempotency_key))

    return await _awaited(call, await asyncio.to_thread(ask))


@door.route("POST", "/collection", body="CollectionPrompts", answers="AskedBatch", status=202, spends=True)
def write_all(call: Call) -> Reply:
    """Have a prompt written for every ready image of a collection: all of them or none."""
    from shared.prompts import asking

    asked = asking.write_all(call.caller.signed_in, call.body.collection_id, _config(call), str(call.idempotency_key))
    return Reply(202, {"batch": prompts.batch(call.caller.id, str(asked.batch_id))}, _replayed(asked))


@door.get("/batches/{batch_id}", answers="PromptBatch")
def show_batch(call: Call) -> Reply:
    """Show how far the prompts of a collection are."""
    return Reply(body=prompts.batch(call.caller.id, call.path["batch_id"]))


@door.route("POST", "/drafts", body="Draft", answers="Prompt", status=201)
def draft(call: Call) -> Reply:
    """Keep a text of one's own."""
    wish: forms.Draft = call.body
    variant, primary = prompts.draft(call.caller.id, wish.image_id, wish.prompt_text, wish.language)
    return Reply(201, shown(variant, call.language, primary=primary))


@door.route("PUT", "/order", body="PromptOrder", answers="Prompts")
def reorder(call: Call) -> Reply:
    """Put all prompts of an image into this order."""
    wish: forms.PromptOrder = call.body
    return _listed(prompts.reorder(call.caller.id, wish.image_id, wish.prompt_ids), call.language)


@door.get("/export", query="Export")
def export(call: Call) -> Reply:
    """Give the prompts of an image, of a collection or of all one's images as a file, CSV or JSON."""
    from shared.prompts.export import CSV_TYPE, JSON_TYPE, csv_of, json_of

    asked: forms.Export = call.query
    rows = prompts.exported(call.caller.id, image_id=asked.image_id, collection_id=asked.collection_id)
    content = b"".join(csv_of(rows) if asked.format == "csv" else json_of(rows))
    name = {"Content-Disposition": f'attachment; filename="prompts.{asked.format}"'}
    return Reply(body=content, headers={"Content-Type": CSV_TYPE if asked.format == "csv" else JSON_TYPE, **name})


@door.route("POST", "/templates", body="Template", answers="PromptTemplate", status=201)
def save_template(call: Call) -> Reply:
    """Keep a config under a name."""
    from shared.prompts import templates

    return Reply(201, templates.save(call.caller.id, call.body.name, _as_config(call.body.config)))


@door.get("/templates", answers="PromptTemplates")
def list_templates(call: Call) -> Reply:
    """List one's templates, by name."""
    from shared.prompts import templates

    return Reply(body={"templates": templates.listed(call.caller.id)})


@door.route("DELETE", "/templates/{template_id}", status=204)
def delete_template(call: Call) -> Reply:
    """Delete a template; prompts that were written with it stay."""
    from shared.prompts import templates

    templates.delete(call.caller.id, call.path["template_id"])
    return Reply(204)


@door.get("/", query="OfImage", answers="Prompts")
def list_prompts(call: Call) -> Reply:
    """List the prompts of an image, by their order, then the newest first."""
    return _listed(prompts.of_image(call.caller.id, call.query.image_id), call.language)


@door.route("DELETE", "/", query="OfImage", answers="DeletedPrompts")
def delete_all(call: Call) -> Reply:
    """Delete all prompts of an image."""
    return Reply(body={"deleted": prompts.delete_all(call.caller.id, call.query.image_id)})


@door.get("/{prompt_id}", answers="Prompt")
def show(call: Call) -> Reply:
    """Show one prompt."""
    variant, primary = prompts.show(call.caller.id, call.path["prompt_id"])
    return Reply(body=shown(variant, call.language, primary=primary))


@door.route("PATCH", "/{prompt_id}", body="PromptChange", answers="Prompt")
def edit(call: Call) -> Reply:
    """Change a prompt's text, rating or favourite mark; what is left out stays."""
    wish: forms.PromptChange = call.body
    prompts.edit(call.caller.id, call.path["prompt_id"], text=wish.prompt_text, favourite=wish.favourite, rating=wish.rating)
    return show(call)


@door.route("POST", "/{prompt_id}/primary", answers="Prompt")
def set_primary(call: Call) -> Reply:
    """Make a prompt the primary one of its image."""
    variant = prompts.set_primary(call.caller.id, call.path["prompt_id"])
    return Reply(body=shown(variant, call.language, primary=variant.id))


@door.route("DELETE", "/{prompt_id}", status=204)
def delete(call: Call) -> Reply:
    """Delete a prompt."""
    prompts.delete(call.caller.id, call.path["prompt_id"])
    return Reply(204)


def _config(call: Call) -> Config:
    from shared.prompts import templates
    from shared.prompts.asking import Config

    if call.body.template_id:
        return templates.config_of(call.caller.id, call.body.template_id)
    return _as_config(call.body.config) if call.body.config else Config()


def _as_config(form: forms.PromptConfig) -> Config:
    from shared.prompts.asking import Config

    return Config(**form.model_dump())


async def _awaited(call: Call, asked: Asked) -> Reply:
    from shared.prompts.variant import read

    variant: Variant = asked.variant
    if call.query.wait and variant.status is PromptStatus.PENDING:
        with lookout().place(call.caller.id):
            variant = await lookout().next_state(variant, read, call.query.wait)
    _, primary = await asyncio.to_thread(prompts.show, call.caller.id, variant.id)
    return Reply(202, {"prompt": shown(variant, call.language, primary=primary)}, _replayed(asked))


def _replayed(asked: Asked) -> dict[str, str]:
    return {"Idempotency-Replayed": "true"} if asked.replayed else {}


def _listed(shelf: Any, language: Language) -> Reply:
    primary = shelf.image.primary_prompt_id
    return Reply(body={"prompts": [shown(each, language, primary=primary) for each in shelf.variants]})

"""The variants of an image as a person keeps them: edited, ordered, one of them the primary."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from shared.config import retention, sections
from shared.config.model import AdvancedSection
from shared.images import model as image_model
from shared.images import reads as image_reads
from shared.images.model import Image, image_path
from shared.lifecycle import trash
from shared.platform.clients import clock, store
from shared.platform.errors import Language
from shared.platform.firestore.documents import Patch, Plan, Seen, Update, Write
from shared.prompts import history
from shared.prompts.errors import NotTheSame, TooManyVariants
from shared.prompts.model import Variant, own, prompt_path, settled
from shared.prompts.reads import Shelf, variants_of
from shared.prompts.states import PromptStatus
from shared.prompts.steps import with_own_text


def draft(user_id: str, image_id: str, text: str, language: Language) -> tuple[Variant, str | None]:
    """A person's own text."""
    where, now, prompt_id = image_path(image_id), clock().now(), secrets.token_hex(12)

    def decide(seen: Seen) -> Plan[tuple[Variant, str | None]]:
        image, limit = image_reads.own(seen[where], user_id), sections.get(AdvancedSection).variants_per_image
        if image.prompt_count >= limit:
            raise TooManyVariants(limit=limit, image_id=image.id)
        variant = Variant(
            id=prompt_id,
            user_id=user_id,
            image_id=image_id,
            status=PromptStatus.DRAFT,
            language=language,
            created_at=now,
            updated_at=now,
            prompt_text=text,
            variant_order=image.prompt_count,
        )
        primary = image.primary_prompt_id or prompt_id
        writes = [
            trash.created(variant.path, variant.fields()),
            image_model.with_prompts(seen[where], image.prompt_count + 1, prompt_id, primary),
        ]
        return Plan((variant, primary), writes)

    return store().settle([where], decide)


def edit(user_id: str, prompt_id: str, *, text: str | None, favourite: bool | None, rating: int | None) -> Variant:
    """What is None stays. A text of one's own in place of one that failed makes it a draft."""
    where, now = prompt_path(prompt_id), clock().now()

    def decide(seen: Seen) -> Plan[Variant]:
        before = own(seen[where], user_id)
        after = replace(
            before,
            favourite=before.favourite if favourite is None else favourite,
            rating=before.rating if rating is None else rating or None,
            updated_at=now,
        )
        after, kept = _with_text(before, after, text, now) if text is not None else (after, ())
        return Plan(after, [Update(seen[where], after.fields()), *kept])

    return store().settle([where], decide)


def restore(user_id: str, prompt_id: str, version: int) -> Variant:
    """An earlier text once more, as if its owner had written it; the one that stood there is kept in its turn."""
    where, earlier, now = prompt_path(prompt_id), history.version_path(prompt_id, version), clock().now()

    def decide(seen: Seen) -> Plan[Variant]:
        before = own(seen[where], user_id)
        if (text := history.text_of(seen[earlier])) == before.prompt_text:
            return Plan(settled(before))
        after, kept = _with_text(before, replace(before, updated_at=now), text, now)
        return Plan(after, [Update(seen[where], after.fields()), *kept])

    return store().settle([where, earlier], decide)


def _with_text(before: Variant, after: Variant, text: str, now: datetime) -> tuple[Variant, Sequence[Write]]:
    facts = {name: fact for name, fact in before.metadata.items() if name != "template"}  # it is theirs now
    after = replace(with_own_text(settled(after)), prompt_text=text, error=None, metadata=facts)
    return history.replaced(before, after, now, retention.version_ends(now))


def set_primary(user_id: str, prompt_id: str) -> Variant:
    """Exactly one per image: the mark stands on the image."""
    variant = own(store().get(prompt_path(prompt_id)), user_id)
    where = image_path(variant.image_id)

    def decide(seen: Seen) -> Plan[Variant]:
        now = own(seen[variant.path], user_id)
        image_reads.own(seen[where], user_id)
        return Plan(now, [Update(seen[where], {"primary_prompt_id": now.id, "updated_at": clock().now()})])

    return store().settle([where, variant.path], decide)


def reorder(user_id: str, image_id: str, prompt_ids: Sequence[str]) -> Shelf:
    """All variants of the image in the order of this list."""
    where = image_path(image_id)
    known = {variant.id: variant for variant in variants_of(user_id, image_id)}

    def decide(seen: Seen) -> Plan[Image]:
        image = image_reads.own(seen[where], user_id)
        if sorted(prompt_ids) != sorted(known) or image.prompt_count != len(known):
            raise NotTheSame(image_id=image_id, prompt_ids=sorted(known))
        places = [Patch(prompt_path(each), {"variant_order": place}) for place, each in enumerate(prompt_ids)]
        return Plan(image, [Update(seen[where], {"updated_at": clock().now()}), *places])

    image = store().settle([where], decide)
    return Shelf(image, [replace(known[each], variant_order=place) for place, each in enumerate(prompt_ids)])

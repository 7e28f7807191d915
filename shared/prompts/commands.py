"""The variants of an image as a person keeps them: edited, ordered, one of them the primary, deleted."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from shared.config import sections
from shared.config.model import AdvancedSection
from shared.images import model as image_model
from shared.images import reads as image_reads
from shared.images.model import Image, image_path
from shared.lifecycle import trash
from shared.platform.clients import clock, store
from shared.platform.errors import Contended, Language
from shared.platform.firestore.documents import AlsoNeeds, Delete, Patch, Plan, Seen, Update, Write
from shared.prompts import tasks
from shared.prompts import waiting as prompt_batch
from shared.prompts.errors import NotTheSame, TooManyVariants
from shared.prompts.model import KEY_OF, PROMPTS, Variant, own, prompt_path, read, settled
from shared.prompts.reads import MOST_VARIANTS, Shelf, variants_of
from shared.prompts.states import PromptStatus
from shared.prompts.steps import with_own_text
from shared.provider_keys.model import places, release

_LOOKS = 10  # at an image whose prompts change while some of them are taken away


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
        if text is not None:
            after = with_own_text(settled(after))
            facts = {name: fact for name, fact in before.metadata.items() if name != "template"}  # it is theirs now
            after = replace(after, prompt_text=text, error_code=None, error_message=None, metadata=facts)
        return Plan(after, [Update(seen[where], after.fields())])

    return store().settle([where], decide)


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


def delete(user_id: str, prompt_id: str) -> None:
    """In one commit with the image's count; the next one in order becomes the primary where this one was it."""
    variant = own(store().get(prompt_path(prompt_id)), user_id)
    _take_away(user_id, variant.image_id, lambda each: each.id == prompt_id)


def delete_all(user_id: str, image_id: str) -> int:
    image_reads.show(user_id, image_id)
    return _take_away(user_id, image_id, lambda _each: True)


class _OthersCame(Exception):
    """The image has prompts that the query before did not know, so it cannot be told which one follows as primary."""


def _take_away(user_id: str, image_id: str, goes: Callable[[Variant], bool]) -> int:
    for _ in range(_LOOKS):
        try:
            return _taken_away(user_id, image_id, goes, variants_of(user_id, image_id))
        except _OthersCame:
            continue
    raise Contended


def _taken_away(user_id: str, image_id: str, goes: Callable[[Variant], bool], known: Sequence[Variant]) -> int:
    where, now = image_path(image_id), clock().now()

    def decide(seen: Seen) -> Plan[tuple[int, Sequence[Variant]]]:
        image = image_reads.own(seen[where], user_id)
        alive = [variant for each in known if (variant := read(seen[each.path]))]
        going, staying = [each for each in alive if goes(each)], [each for each in alive if not goes(each)]
        if image.prompt_count > len(alive):
            raise _OthersCame
        if not going:
            return Plan((0, ()))
        kept = image.primary_prompt_id in {each.id for each in staying}
        primary = image.primary_prompt_id if kept else next((each.id for each in staying), None)
        change = prompt_batch.over(seen, going, now, good=False)
        writes: list[Write] = [Delete(seen[each.path]) for each in going]
        writes.append(image_model.with_prompts(seen[where], max(0, image.prompt_count - len(going)), going[-1].id, primary))
        return Plan((len(going), change.begun), [*writes, *change.writes, *_released(seen, going)])

    gone, begun = store().settle([where, *(each.path for each in known), *prompt_batch.places(filter(goes, known))], decide)
    tasks.set_off(begun)
    return gone


def _released(seen: Seen, going: Sequence[Variant]) -> Iterator[Write]:
    """The user's own keys with which some of them were to be written."""
    served: dict[tuple[str, str], list[str]] = {}
    for each in going:
        if each.status is PromptStatus.PENDING and each.key_version:
            served.setdefault((each.user_id, each.key_version), []).append(each.id)
    if not served:
        return
    if unseen := [where for user, version in served for where in places(user, KEY_OF, version) if where not in seen]:
        raise AlsoNeeds(*unseen)
    for (user, version), ids in served.items():
        yield from release(seen, user, KEY_OF, version, ids)


def erase_of(image_id: str) -> None:
    """Every variant of an image that is being erased: it takes no more of them, so what is found is all."""
    now = clock().now()
    while rows := store().find(PROMPTS, where=[("image_id", "==", image_id)], limit=MOST_VARIANTS):
        known = [variant for row in rows if (variant := read(row))]

        def gone(seen: Seen, known: Sequence[Variant] = known) -> Plan[Sequence[Variant]]:
            going = [variant for each in known if (variant := read(seen[each.path]))]
            change = prompt_batch.over(seen, going, now, good=False)
            writes: list[Write] = [Delete(seen[each.path]) for each in going]
            return Plan(change.begun, [*writes, *change.writes, *_released(seen, going)])

        tasks.set_off(store().settle([*(each.path for each in known), *prompt_batch.places(known)], gone))

"""Prompts in the trash: their image counts them no more, and is led by the next one in order. What is being written is written.

With their image they are hidden, and come back with it; those that were deleted before stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from shared.config import model as config_model
from shared.config import sections
from shared.images import model as image_model
from shared.images import reads as image_reads
from shared.images.model import image_path, read_image
from shared.images.states import ImageStatus
from shared.lifecycle import trash
from shared.platform.clients import clock, store
from shared.platform.errors import Contended, NotFound
from shared.platform.firestore.documents import AlsoNeeds, Delete, Plan, Seen, Update, Write
from shared.prompts import history, tasks
from shared.prompts import waiting as prompt_batch
from shared.prompts.errors import ImageInTrash, TooManyVariants
from shared.prompts.model import KEY_OF, PROMPTS, Variant, own, prompt_path, read
from shared.prompts.reads import rows_of, variants_of
from shared.prompts.states import PromptStatus
from shared.provider_keys.model import places, release

_AT_ONCE = 20  # that are erased in one commit, each with its earlier texts
_LOOKS = 10  # at an image whose prompts change while some of them are taken away


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
    where, marks = image_path(image_id), trash.put_in(now := clock().now())

    def decide(seen: Seen) -> Plan[Sequence[Variant]]:
        image = image_reads.own(seen[where], user_id)
        alive = [variant for each in known if (variant := read(seen[each.path])) and not variant.deleted]
        going, staying = [each for each in alive if goes(each)], [each for each in alive if not goes(each)]
        if image.prompt_count > len(alive):
            raise _OthersCame
        if not going:
            return Plan(())
        kept = image.primary_prompt_id in {each.id for each in staying}
        primary = image.primary_prompt_id if kept else next((each.id for each in staying), None)
        count = max(0, image.prompt_count - len(going))
        counted = image_model.with_prompts(seen[where], count, going[-1].id, primary)
        return Plan(going, [*(Update(seen[each.path], marks) for each in going), counted])

    gone = store().settle([where, *(each.path for each in known)], decide)
    if marks[trash.PURGE] <= now:
        for each in gone:
            purge(each.id, user_id)
    return len(gone)


def hidden(user_id: str, image_id: str, now: datetime) -> list[Write]:
    """For the commit that puts their image into the trash, or hides it: it writes the image, as whoever makes one more does."""
    rows = rows_of(user_id, image_id, trash.MARK)
    return [Update(row, {trash.MARK: now, trash.PURGE: None}) for row in rows]


def shown_again(user_id: str, image_id: str) -> list[Write]:
    """For the commit that brings their image back: those that were hidden with it."""
    rows = rows_of(user_id, image_id, trash.PURGE)
    return [Update(row, trash.OUT) for row in rows if (row.fields or {}).get(trash.MARK)]


def restore(user_id: str, prompt_id: str) -> None:
    """Counted by its image again, as long as that may have one more."""
    where, now = prompt_path(prompt_id), clock().now()

    def decide(seen: Seen) -> Plan[None]:
        if trash.is_back(seen[where], user_id):
            return Plan(None)
        if (variant := read(seen[where])) is None or variant.user_id != user_id:
            raise NotFound(kind="prompt", id=prompt_id)
        home = seen[image_path(variant.image_id)]
        image, limit = read_image(home), sections.get(config_model.AdvancedSection).variants_per_image
        if image is None or image.status is ImageStatus.DELETING:  # it is erased with its image
            raise NotFound(kind="prompt", id=prompt_id)
        if image.deleted:
            raise ImageInTrash(image_id=image.id)
        trash.require_waiting(seen[where], user_id, "prompt", now)
        if image.prompt_count >= limit:
            raise TooManyVariants(limit=limit, image_id=image.id)
        primary = image.primary_prompt_id or prompt_id
        counted = image_model.with_prompts(home, image.prompt_count + 1, prompt_id, primary)
        return Plan(None, [Update(seen[where], trash.OUT), counted])

    store().settle([where], decide)


def purge(prompt_id: str, user_id: str) -> None:
    """One whose time in the trash is over."""
    where, now = prompt_path(prompt_id), clock().now()

    def due(variant: Variant) -> bool:
        return variant.user_id == user_id and trash.is_over(variant.fields(), now)

    if (variant := read(store().get(where))) is not None:
        _erase([variant], due, now)


def erase_of(image_id: str) -> None:
    """Every variant of an image that is being erased: it takes no more of them, so what is found is all."""
    while rows := store().find(PROMPTS, where=[("image_id", "==", image_id)], limit=_AT_ONCE):
        _erase([variant for row in rows if (variant := read(row))], lambda _each: True, clock().now())


def erase_some_of(user_id: str) -> bool:
    """A few of all that a user has who is forgotten; whether there were any."""
    rows = store().find(PROMPTS, where=[("user_id", "==", user_id)], limit=_AT_ONCE)
    _erase([variant for row in rows if (variant := read(row))], lambda _each: True, clock().now())
    return bool(rows)


def _erase(known: Sequence[Variant], if_so: Callable[[Variant], bool], now: datetime) -> None:
    """Their batches count what was still to be written as failed, and the user's keys with which it was are let go."""

    def gone(seen: Seen) -> Plan[Sequence[Variant]]:
        going = [variant for each in known if (variant := read(seen[each.path])) and if_so(variant)]
        change = prompt_batch.over(seen, going, now, good=False)
        writes: list[Write] = [write for each in going for write in (Delete(seen[each.path]), *history.erased(each))]
        return Plan(change.begun, [*writes, *change.writes, *_released(seen, going)])

    tasks.set_off(store().settle([*(each.path for each in known), *prompt_batch.places(known)], gone))


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

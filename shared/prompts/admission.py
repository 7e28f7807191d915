"""Having prompts written: one commit that holds switch, limits, the caller's rate and the wish; then the tasks.

The ids of variants and batches follow from their caller's key, so the documents themselves remember it: who comes twice finds
them there. What makes no variant of its own under that id is in the house's record of keys, which every call here looks into.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from shared.accounts.ledger import Account
from shared.catalog import effective
from shared.config import retention, sections
from shared.config.model import AdvancedSection
from shared.images import collections
from shared.images import model as image_model
from shared.images import reads as image_reads
from shared.images.model import Image, collection_path, image_path
from shared.images.states import ImageStatus
from shared.lifecycle import admission, trash
from shared.platform.clients import clock, store
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Create, Document, Seen, Update, Write
from shared.platform.settings import settings
from shared.platform.web.tokens import User
from shared.prompts import tasks, waiting
from shared.prompts.errors import NothingToRefine, NothingToWrite, TooManyImages, TooManyVariants
from shared.prompts.model import KEY_OF, Batch, Variant, batch_path, own, prompt_path, read, read_batch, settled
from shared.prompts.requests import AdmittedPrompts, Config
from shared.prompts.states import LOST_TASK, WRITTEN_WITHIN, PromptStatus
from shared.prompts.steps import asked_anew
from shared.provider_keys import model as provider_key_model
from shared.provider_keys.model import key_path
from shared.user_files.plain_text import plain

M = TypeVar("M", Variant | None, Batch | None)
_AT_ONCE = 100  # images of a collection


def write(user: User, image_id: str, wish: Config, key: str) -> AdmittedPrompts:
    """One more variant for an image."""
    digest, prompt_id = idempotency.digest("write", image_id, wish.fields()), _id(user.uid, key)

    def variant(image: Image, now: datetime) -> Variant:
        return replace(_asked(prompt_id, image, wish, now), digest=digest)

    return _one(user, image_id, prompt_id, key, digest, wish, variant)


def refine(user: User, source_id: str, instruction: str, key: str) -> AdmittedPrompts:
    """A new variant: the text of another one with a change."""
    source = settled(own(store().get(prompt_path(source_id)), user.uid))
    if not (text := plain(source.prompt_text)):
        raise NothingToRefine(id=source_id)
    digest, prompt_id = idempotency.digest("refine", source_id, instruction), _id(user.uid, key)

    def variant(image: Image, now: datetime) -> Variant:
        asked = _asked(prompt_id, image, replace(Config.of(source.config), language=source.language), now)
        return replace(asked, digest=digest, user_instruction=instruction, refines=source.id, refined_text=text)

    return _one(user, source.image_id, prompt_id, key, digest, Config.of(source.config), variant)


def regenerate(user: User, prompt_id: str, key: str) -> AdmittedPrompts:
    """The same wish once more, in place; the text that stands there stays until another is written."""
    where, made_where = prompt_path(prompt_id), prompt_path(_id(user.uid, key))
    known = own(store().get(where), user.uid)
    image_where, wish = image_path(known.image_id), Config.of(known.config)
    digest = idempotency.digest("regenerate", prompt_id)

    def before(seen: Seen, made: object) -> AdmittedPrompts | None:
        prompt = own(seen[where], user.uid)
        if made is not None:
            return AdmittedPrompts([prompt], replayed=True, primary=_primary(seen[image_where]))
        _same(read(seen[made_where]), digest)
        return None

    def terms(seen: Seen, account: Account, now: datetime) -> admission.Terms[AdmittedPrompts]:
        prompt, image = own(seen[where], user.uid), image_reads.usable(seen[image_where], user.uid)
        after = asked_anew(settled(prompt), effective.writer()["model"], now)
        [after], held = _on_key(seen, user, wish, [told_to(account, after)], now)
        answer = AdmittedPrompts([after], replayed=False, primary=image.primary_prompt_id)
        return _terms(wish, answer, [Update(seen[where], after.fields()), *held], made=prompt_id)

    reads = [image_where, where, made_where]
    return _admitted(user, key, digest, wish, reads, before, terms)


def write_all(user: User, collection_id: str, wish: Config, key: str) -> AdmittedPrompts:
    """One more variant for every ready image of a collection: all of them or none, in groups; a document tells how far it is."""
    found = image_reads.listed(
        user.uid, limit=_AT_ONCE + 1, cursor=None, collection_id=collection_id, status=ImageStatus.READY.value
    )
    ready, batch_id = list(found.rows), _id(user.uid, key)
    digest = idempotency.digest("write all", collection_id, wish.fields())
    seed = f"{batch_id}:{clock().now().timestamp()}"  # a key that was forgotten with its batch brings other variants
    batch_where, made_where, home = batch_path(batch_id), prompt_path(batch_id), collection_path(collection_id)

    def before(seen: Seen, _made: object) -> AdmittedPrompts | None:
        _same(read(seen[made_where]), digest)
        known = None if seen[batch_where].expired(clock().now()) else read_batch(seen[batch_where])
        return AdmittedPrompts([], replayed=True, batch_id=batch_id) if _same(known, digest) else None

    def terms(seen: Seen, account: Account, now: datetime) -> admission.Terms[AdmittedPrompts]:
        collections.own(seen[home], user.uid)
        if not ready:
            raise NothingToWrite(collection_id=collection_id)
        if len(ready) > _AT_ONCE:
            raise TooManyImages(limit=_AT_ONCE)
        usable = [image_reads.usable(seen[each.path], user.uid) for each in ready]
        until = now + timedelta(hours=sections.get(AdvancedSection).waiting_deadline_hours)
        asked = [_asked(_nth(seed, place), image, wish, now) for place, image in enumerate(usable)]
        asked = [replace(each, batch_id=batch_id, deadline_at=until, due_at=until) for each in asked]
        variants, held = _on_key(seen, user, wish, [told_to(account, each) for each in asked], now)
        ids = tuple(each.id for each in variants)
        batch = Batch(batch_id, user.uid, collection_id, now, now, len(ids), prompt_ids=ids, digest=digest, waiting=ids)
        admitted = waiting.admit(seen, account, batch, variants, now)
        begun, kept = admitted.begun, seen[batch_where]
        kept_until = retention.ends("prompt_batch_days", now)
        progress = {**admitted.batch.fields(), "expires_at": kept_until}
        writes: list[Write] = [
            Create(batch_where, progress) if kept.fields is None else Update(kept, progress),
            *(trash.created(each.path, begun.get(each.id, each).fields()) for each in variants),
            *(_one_more(seen, image, each) for image, each in zip(usable, variants, strict=True)),
            *admitted.others.writes,
            *held,
        ]
        answer = AdmittedPrompts([*begun.values(), *admitted.others.begun], replayed=False, batch_id=batch_id)
        return _terms(wish, answer, writes, admitted.take, made=batch_id)

    reads = [batch_where, made_where, home, *(each.path for each in ready)]
    return _admitted(user, key, digest, wish, reads, before, terms)


def _one(
    user: User, image_id: str, prompt_id: str, key: str, digest: str, wish: Config, make: Callable[[Image, datetime], Variant]
) -> AdmittedPrompts:
    image_where, where = image_path(image_id), prompt_path(prompt_id)

    def before(seen: Seen, _made: object) -> AdmittedPrompts | None:
        if _same(read(seen[where]), digest) is None:
            return None
        return AdmittedPrompts([own(seen[where], user.uid)], replayed=True, primary=_primary(seen[image_where]))

    def terms(seen: Seen, account: Account, now: datetime) -> admission.Terms[AdmittedPrompts]:
        image = image_reads.usable(seen[image_where], user.uid)
        [variant], held = _on_key(seen, user, wish, [told_to(account, make(image, now))], now)
        answer = AdmittedPrompts([variant], replayed=False, primary=image.primary_prompt_id or prompt_id)
        return _terms(wish, answer, [trash.created(where, variant.fields()), _one_more(seen, image, variant), *held])

    return _admitted(user, key, digest, wish, [image_where, where], before, terms)


def _admitted(
    user: User,
    key: str,
    digest: str,
    wish: Config,
    reads: Sequence[str],
    before: Callable[[Seen, object], AdmittedPrompts | None],
    terms: Callable[[Seen, Account, datetime], admission.Terms[AdmittedPrompts]],
) -> AdmittedPrompts:
    if wish.own_key:
        reads = [*reads, key_path(user.uid, KEY_OF)]
    asked, _ = admission.admit(user, key, digest, reads=reads, before=before, terms=terms)
    tasks.set_off([] if asked.replayed else asked.variants)
    return asked


def _terms(
    wish: Config,
    answer: AdmittedPrompts,
    writes: Sequence[Write],
    take: Callable[[Account], Account] = lambda account: account,
    made: str | None = None,
) -> admission.Terms[AdmittedPrompts]:
    brought = {"ids": [made]} if made else None
    words = [each.user_instruction for each in answer.variants if each.user_instruction]
    return admission.Terms(answer, writes, "prompts", "prompts", take, own_key=wish.own_key, made=brought, words=words)


def _same(made: M, digest: str) -> M:
    """What the key has made, unless it came with another wish."""
    if made is not None and made.digest != digest:
        raise idempotency.KeyReused
    return made


def _primary(image: Document) -> str | None:
    return (image.fields or {}).get("primary_prompt_id")


def told_to(account: Account, variant: Variant) -> Variant:
    """With what its account listens to now: its end is told by that, and reads no account."""
    return replace(variant, listens=tuple(event for event in account.listens if event.startswith("prompt.")))


def _on_key(
    seen: Seen, user: User, wish: Config, variants: Sequence[Variant], now: datetime
) -> tuple[Sequence[Variant], Sequence[Write]]:
    """The variants with the version of the key that serves them, and what keeps it for them until they are written."""
    if not wish.own_key:
        return [replace(each, key_version=None) for each in variants], ()
    held = provider_key_model.hold(seen, user.uid, KEY_OF, [each.id for each in variants], now)
    return [replace(each, key_version=held.version) for each in variants], held.writes


def _one_more(seen: Seen, image: Image, variant: Variant) -> Write:
    """The image with one variant more; the first one is its primary."""
    limit = sections.get(AdvancedSection).variants_per_image
    if image.prompt_count >= limit:
        raise TooManyVariants(limit=limit, image_id=image.id)
    return image_model.with_prompts(seen[image.path], image.prompt_count + 1, variant.id, image.primary_prompt_id or variant.id)


def _asked(prompt_id: str, image: Image, wish: Config, now: datetime) -> Variant:
    return Variant(
        id=prompt_id,
        user_id=image.user_id,
        image_id=image.id,
        status=PromptStatus.PENDING,
        language=wish.language,
        created_at=now,
        updated_at=now,
        user_instruction=wish.instructions,
        model_name=effective.writer()["model"],
        camera_style=wish.camera_style,
        film_effects=wish.film_effects,
        lighting=wish.lighting,
        mood=wish.mood,
        config=wish.fields(),
        variant_order=image.prompt_count,
        attempt=1,
        deadline_at=now + WRITTEN_WITHIN,
        due_at=now + LOST_TASK,
    )


def _id(user_id: str, key: str) -> str:
    """The same for the same caller and key, and nobody else can tell it."""
    return hmac.new(settings().identity_key.encode(), f"prompt:{user_id}:{key}".encode(), hashlib.sha256).hexdigest()[:24]


def _nth(seed: str, place: int) -> str:
    return hashlib.sha256(f"{seed}:{place}".encode()).hexdigest()[:24]

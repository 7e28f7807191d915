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

from shared.accounts import model as account_model
from shared.accounts import signup
from shared.accounts.ledger import Account, account_path
from shared.catalog import reads as catalog_reads
from shared.config import sections
from shared.config.kill_switch import require_open
from shared.config.model import AdvancedSection, LimitsSection
from shared.images import collections
from shared.images import commands as image_commands
from shared.images import reads as image_reads
from shared.images.model import Image, ImageStatus, collection_path, image_path
from shared.lifecycle import trash
from shared.platform.clients import clock, store
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Create, Plan, Seen, Update, Write
from shared.platform.settings import settings
from shared.platform.web.rates import Rate
from shared.platform.web.tokens import User
from shared.prompts import batches, tasks
from shared.prompts.batches import Batch
from shared.prompts.errors import NothingToRefine, NothingToWrite, TooManyImages, TooManyVariants
from shared.prompts.model import (
    KEY_OF,
    LOST_TASK,
    WRITTEN_WITHIN,
    PromptStatus,
    Variant,
    batch_path,
    own,
    prompt_path,
    read,
    settled,
)
from shared.prompts.requests import AdmittedPrompts, Config
from shared.user_files.plain_text import plain

_SKEW = timedelta(seconds=1)  # by which instances' clocks may differ
_PROGRESS_KEPT = timedelta(days=30)  # of a collection that was written for; its prompts stay
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
    key_where, digest = idempotency.path(user.uid, key), idempotency.digest("regenerate", prompt_id)

    def attempt() -> AdmittedPrompts:
        def decide(seen: Seen) -> Plan[AdmittedPrompts]:
            now, account = clock().now(), _current(seen, user)
            before, image = own(seen[where], user.uid), image_reads.usable(seen[image_where], user.uid)
            if idempotency.made_before(seen[key_where], digest, now) is not None:
                return Plan(AdmittedPrompts([before], replayed=True, primary=image.primary_prompt_id))
            if seen[made_where].fields is not None:
                raise idempotency.KeyReused
            after = replace(
                settled(before),
                status=PromptStatus.PENDING,
                error_code=None,
                error_message=None,
                attempt=before.attempt + 1,
                model_name=catalog_reads.writer()["model"],
                deadline_at=now + WRITTEN_WITHIN,
                due_at=now + LOST_TASK,
                updated_at=now,
            )
            after, held = _on_key(seen, user, wish, [after], now)
            writes = [
                Update(seen[where], after[0].fields()),
                account_model.write(seen[account.path], _counted(seen, account, user, now)),
                idempotency.remember(seen[key_where], user.uid, digest, {"ids": [prompt_id]}, now),
                *held,
            ]
            return Plan(AdmittedPrompts(after, replayed=False, primary=image.primary_prompt_id), writes)

        paths = [image_where, where, made_where, *_reads(user, wish, key)]
        return store().settle(paths, decide)

    return _set_off(signup.with_account(user, attempt))


def write_all(user: User, collection_id: str, wish: Config, key: str) -> AdmittedPrompts:
    """One more variant for every ready image of a collection: all of them or none, in groups; a document tells how far it is."""
    found = image_reads.listed(
        user.uid, limit=_AT_ONCE + 1, cursor=None, collection_id=collection_id, status=ImageStatus.READY.value
    )
    ready, batch_id = list(found.rows), _id(user.uid, key)
    digest, key_where = idempotency.digest("write all", collection_id, wish.fields()), idempotency.path(user.uid, key)
    batch_where, made_where, home = batch_path(batch_id), prompt_path(batch_id), collection_path(collection_id)

    def attempt() -> AdmittedPrompts:
        def decide(seen: Seen) -> Plan[AdmittedPrompts]:
            now, account = clock().now(), _current(seen, user)
            idempotency.made_before(seen[key_where], digest, now)
            if (before := batches.read(seen[batch_where])) is not None:
                if before.digest != digest:
                    raise idempotency.KeyReused
                return Plan(AdmittedPrompts([], replayed=True, batch_id=batch_id))
            if seen[made_where].fields is not None:
                raise idempotency.KeyReused
            collections.own(seen[home], user.uid)
            if not ready:
                raise NothingToWrite(collection_id=collection_id)
            if len(ready) > _AT_ONCE:
                raise TooManyImages(limit=_AT_ONCE)
            usable = [image_reads.usable(seen[each.path], user.uid) for each in ready]
            until = now + timedelta(hours=sections.get(AdvancedSection).waiting_deadline_hours)
            asked = [_asked(_nth(batch_id, place), image, wish, now) for place, image in enumerate(usable)]
            asked = [replace(each, batch_id=batch_id, deadline_at=until, due_at=until) for each in asked]
            variants, held = _on_key(seen, user, wish, asked, now)
            ids = tuple(each.id for each in variants)
            batch = Batch(batch_id, user.uid, collection_id, now, now, len(ids), prompt_ids=ids, digest=digest, waiting=ids)
            admitted = batches.admit(seen, _counted(seen, account, user, now), batch, variants, now)
            begun = admitted.begun
            writes: list[Write] = [
                Create(batch_where, {**admitted.batch.fields(), "expires_at": now + _PROGRESS_KEPT}),
                *(trash.created(each.path, begun.get(each.id, each).fields()) for each in variants),
                *(_one_more(seen, image, each) for image, each in zip(usable, variants, strict=True)),
                *admitted.others.writes,
                account_model.write(seen[account.path], admitted.account),
                idempotency.remember(seen[key_where], user.uid, digest, {"ids": [batch_id]}, now),
                *held,
            ]
            return Plan(AdmittedPrompts([*begun.values(), *admitted.others.begun], replayed=False, batch_id=batch_id), writes)

        paths = [batch_where, made_where, home, *(each.path for each in ready), *_reads(user, wish, key)]
        return store().settle(paths, decide)

    return _set_off(signup.with_account(user, attempt))


def _set_off(asked: AdmittedPrompts) -> AdmittedPrompts:
    tasks.set_off([] if asked.replayed else asked.variants)
    return asked


def _one(
    user: User, image_id: str, prompt_id: str, key: str, digest: str, wish: Config, make: Callable[[Image, datetime], Variant]
) -> AdmittedPrompts:
    image_where, where, key_where = image_path(image_id), prompt_path(prompt_id), idempotency.path(user.uid, key)

    def attempt() -> AdmittedPrompts:
        def decide(seen: Seen) -> Plan[AdmittedPrompts]:
            now, account = clock().now(), _current(seen, user)
            idempotency.made_before(seen[key_where], digest, now)  # the key may have come with something else
            if (before := read(seen[where])) is not None:
                if before.digest != digest:
                    raise idempotency.KeyReused
                primary = (seen[image_where].fields or {}).get("primary_prompt_id")
                return Plan(AdmittedPrompts([before], replayed=True, primary=primary))
            image = image_reads.usable(seen[image_where], user.uid)
            variants, held = _on_key(seen, user, wish, [make(image, now)], now)
            writes = [
                trash.created(where, variants[0].fields()),
                _one_more(seen, image, variants[0]),
                account_model.write(seen[account.path], _counted(seen, account, user, now)),
                *held,
            ]
            return Plan(AdmittedPrompts(variants, replayed=False, primary=image.primary_prompt_id or prompt_id), writes)

        return store().settle([image_where, where, *_reads(user, wish, key)], decide)

    return _set_off(signup.with_account(user, attempt))


def _reads(user: User, wish: Config, key: str) -> list[str]:
    """What every call here looks at in its commit."""
    always = [account_path(user.uid), sections.path("intake"), idempotency.path(user.uid, key)]
    if not wish.own_key:
        return always
    from shared.provider_keys import model as provider_key_model

    return [*always, provider_key_model.key_path(user.uid, KEY_OF)]


def _on_key(
    seen: Seen, user: User, wish: Config, variants: Sequence[Variant], now: datetime
) -> tuple[Sequence[Variant], Sequence[Write]]:
    """The variants with the version of the key that serves them, and what keeps it for them until they are written."""
    if not wish.own_key:
        return [replace(each, key_version=None) for each in variants], ()
    from shared.provider_keys import model as provider_key_model

    held = provider_key_model.hold(seen, user.uid, KEY_OF, [each.id for each in variants], now)
    return [replace(each, key_version=held.version) for each in variants], held.writes


def _current(seen: Seen, user: User) -> Account:
    account = account_model.read(seen[account_path(user.uid)])
    if account is not None:
        account_model.require_current(account, user)
    return signup.opened(account, user)


def _counted(seen: Seen, account: Account, user: User, now: datetime) -> Account:
    """The account after one more call of this class, or RateLimited; intake must be open."""
    require_open(sections.parse("intake", seen[sections.path("intake")]), now)
    limits = sections.get(LimitsSection)
    usual = limits.prompts_of_guests if user.guest else limits.prompts
    rate = Rate(int(account.overrides.get("prompts_per_minute") or usual))
    due = rate.take(account.limits.get("prompts"), now, _SKEW)
    return replace(account, limits={**account.limits, "prompts": due}, updated_at=now)


def _one_more(seen: Seen, image: Image, variant: Variant) -> Write:
    """The image with one variant more; the first one is its primary."""
    limit = sections.get(AdvancedSection).variants_per_image
    if image.prompt_count >= limit:
        raise TooManyVariants(limit=limit, image_id=image.id)
    return image_commands.with_prompts(
        seen[image.path], image.prompt_count + 1, variant.id, image.primary_prompt_id or variant.id
    )


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
        model_name=catalog_reads.writer()["model"],
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


def _nth(batch_id: str, place: int) -> str:
    return hashlib.sha256(f"{batch_id}:{place}".encode()).hexdigest()[:24]

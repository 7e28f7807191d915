"""Having prompts written: one commit that holds the image's limit, the caller's rate and the wish, then a task for each.

A variant's id follows from its caller's key, so the document itself remembers the key: who comes twice finds it there.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from shared import accounts, catalog, config, images
from shared.accounts.ledger import Account, account_path
from shared.config.model import AdvancedSection, IntakeSection, LimitsSection
from shared.images import collections
from shared.images.model import Image, ImageStatus, collection_path, image_path
from shared.intake import require_open
from shared.platform import idempotency, logs
from shared.platform.clients import clock, queue, store
from shared.platform.documents import Create, Plan, Seen, Update, Write
from shared.platform.errors import AppError, Language, Text, Unavailable
from shared.platform.rates import Rate
from shared.platform.settings import settings
from shared.platform.tokens import User
from shared.prompts.variant import KEY_OF, PromptStatus, TooManyVariants, Variant, batch_path, own, prompt_path, read, settled
from shared.texts import plain

WRITTEN_WITHIN = timedelta(minutes=10)
LOST_TASK = timedelta(minutes=2)  # a task that was lost is sent again by the sweep after this
_SKEW = timedelta(seconds=1)  # by which instances' clocks may differ
_PROGRESS_KEPT = timedelta(days=30)  # of a collection that was written for; its prompts stay
_AT_ONCE = 100  # images of a collection


class NothingToWrite(AppError):
    status, code = 409, "NO_READY_IMAGES"
    message = Text("There is no ready image in this collection.", "In dieser Sammlung ist kein bereites Bild.")
    action = Text("Upload pictures first.", "Lade zuerst Bilder hoch.")


class NothingToRefine(AppError):
    status, code = 409, "NO_TEXT_YET"
    message = Text("This prompt has no text that could be changed.", "Dieser Prompt hat keinen Text, der sich ändern ließe.")
    action = Text("Have it written anew first.", "Lass ihn zuerst neu schreiben.")


class TooManyImages(AppError):
    status, code = 422, "TOO_MANY_IMAGES"
    message = Text(
        "A collection of more than {limit} images cannot be written for at once.",
        "Für eine Sammlung mit mehr als {limit} Bildern kann nicht auf einmal geschrieben werden.",
    )
    action = Text("Have them written one by one, or split the collection.", "Lass sie einzeln schreiben oder teile die Sammlung.")


@dataclass(frozen=True)
class Config:
    """How a text should be: the styles, length and shape of the film, the wishes and the language."""

    camera_style: str = "static_shot"
    film_effects: tuple[str, ...] = ()
    lighting: str | None = None
    mood: str | None = None
    seconds: int | None = None
    aspect_ratio: str | None = None
    instructions: str = ""
    language: Language = "de"
    own_key: bool = False  # written on the user's own key for the Gemini API

    def fields(self) -> dict[str, Any]:
        return {**asdict(self), "film_effects": list(self.film_effects)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Config:
        known: dict[str, Any] = {**stored, "film_effects": tuple(stored.get("film_effects") or ())}
        return cls(**known)


@dataclass(frozen=True)
class Asked:
    """What was asked for; `replayed` when the same key had asked before."""

    variants: Sequence[Variant]
    replayed: bool
    batch_id: str | None = None
    primary: str | None = None  # of the image, where one image is concerned

    @property
    def variant(self) -> Variant:
        return self.variants[0]


def write(user: User, image_id: str, wish: Config, key: str) -> Asked:
    """One more variant for an image."""
    digest, prompt_id = idempotency.digest("write", image_id, wish.fields()), _id(user.uid, key)

    def variant(image: Image, now: datetime) -> Variant:
        return replace(_asked(prompt_id, image, wish, now), digest=digest)

    return _one(user, image_id, prompt_id, digest, wish, variant)


def refine(user: User, source_id: str, instruction: str, key: str) -> Asked:
    """A new variant: the text of another one with a change."""
    source = settled(own(store().get(prompt_path(source_id)), user.uid))
    if not (text := plain(source.prompt_text)):
        raise NothingToRefine(id=source_id)
    digest, prompt_id = idempotency.digest("refine", source_id, instruction), _id(user.uid, key)

    def variant(image: Image, now: datetime) -> Variant:
        asked = _asked(prompt_id, image, replace(Config.of(source.config), language=source.language), now)
        return replace(asked, digest=digest, user_instruction=instruction, refines=source.id, refined_text=text)

    return _one(user, source.image_id, prompt_id, digest, Config.of(source.config), variant)


def regenerate(user: User, prompt_id: str, key: str) -> Asked:
    """The same wish once more, in place; the text that stands there stays until another is written."""
    where, key_mark = prompt_path(prompt_id), _id(user.uid, key)
    known = own(store().get(where), user.uid)
    image_where, wish = image_path(known.image_id), Config.of(known.config)

    def attempt() -> Asked:
        def decide(seen: Seen) -> Plan[Asked]:
            now, account = clock().now(), _current(seen, user)
            before, image = own(seen[where], user.uid), images.usable(seen[image_where], user.uid)
            if before.asked_key == key_mark:
                return Plan(Asked([before], replayed=True, primary=image.primary_prompt_id))
            after = replace(
                settled(before),
                status=PromptStatus.PENDING,
                error_code=None,
                error_message=None,
                asked_key=key_mark,
                attempt=before.attempt + 1,
                model_name=catalog.writer()["model"],
                deadline_at=now + WRITTEN_WITHIN,
                due_at=now + LOST_TASK,
                updated_at=now,
            )
            after, held = _on_key(seen, user, wish, [after], now)
            writes = [Update(seen[where], after[0].fields()), accounts.write(seen[account.path], _counted(account, now)), *held]
            return Plan(Asked(after, replayed=False, primary=image.primary_prompt_id), writes)

        return store().settle([account_path(user.uid), image_where, where, *_key_places(user, wish)], decide)

    return _enqueued(accounts.opening(user, attempt))


def write_all(user: User, collection_id: str, wish: Config, key: str) -> Asked:
    """One more variant for every ready image of a collection: all of them or none; progress stands in a document."""
    found = images.listed(user.uid, limit=_AT_ONCE + 1, cursor=None, collection_id=collection_id, status=ImageStatus.READY.value)
    ready, batch_id = list(found.rows), _id(user.uid, key)
    digest = idempotency.digest("write all", collection_id, wish.fields())
    batch_where, home = batch_path(batch_id), collection_path(collection_id)

    def attempt() -> Asked:
        def decide(seen: Seen) -> Plan[Asked]:
            now, account = clock().now(), _current(seen, user)
            if (before := seen[batch_where].fields) is not None:
                if before["digest"] != digest:
                    raise idempotency.KeyReused
                return Plan(Asked([], replayed=True, batch_id=batch_id))
            collections.own(seen[home], user.uid)
            if not ready:
                raise NothingToWrite(collection_id=collection_id)
            if len(ready) > _AT_ONCE:
                raise TooManyImages(limit=_AT_ONCE)
            usable = [images.usable(seen[each.path], user.uid) for each in ready]
            asked = [_asked(_nth(batch_id, place), image, wish, now) for place, image in enumerate(usable)]
            variants, held = _on_key(seen, user, wish, [replace(each, batch_id=batch_id) for each in asked], now)
            writes: list[Write] = [Create(each.path, each.fields()) for each in variants]
            writes += [_one_more(seen, image, each) for image, each in zip(usable, variants, strict=True)]
            progress = {
                "user_id": user.uid,
                "collection_id": collection_id,
                "digest": digest,
                "created_at": now,
                "updated_at": now,
                "total": len(variants),
                "completed": 0,
                "failed": 0,
                "prompt_ids": [each.id for each in variants],
                "expires_at": now + _PROGRESS_KEPT,
            }
            writes += [Create(batch_where, progress), accounts.write(seen[account.path], _counted(account, now)), *held]
            return Plan(Asked(variants, replayed=False, batch_id=batch_id), writes)

        return store().settle(
            [account_path(user.uid), batch_where, home, *(each.path for each in ready), *_key_places(user, wish)], decide
        )

    return _enqueued(accounts.opening(user, attempt))


def enqueue(variant: Variant, *, at: datetime | None = None, tries: int = 0) -> None:
    payload = {
        "prompt_id": variant.id,
        "image_id": variant.image_id,
        "user_id": variant.user_id,
        "attempt": variant.attempt,
        "epoch": variant.epoch,
        "tries": tries,
    }
    queue().put("write", "write", "/", payload, at=at, deadline_s=180)


def _enqueued(asked: Asked) -> Asked:
    for variant in [] if asked.replayed else asked.variants:
        try:
            enqueue(variant)
        except Unavailable:
            logs.warning("a task was not enqueued, left to the sweep", prompt_id=variant.id)
    return asked


def _one(
    user: User, image_id: str, prompt_id: str, digest: str, wish: Config, make: Callable[[Image, datetime], Variant]
) -> Asked:
    image_where, where = image_path(image_id), prompt_path(prompt_id)

    def attempt() -> Asked:
        def decide(seen: Seen) -> Plan[Asked]:
            now, account = clock().now(), _current(seen, user)
            if (before := read(seen[where])) is not None:
                if before.digest != digest:
                    raise idempotency.KeyReused
                primary = (seen[image_where].fields or {}).get("primary_prompt_id")
                return Plan(Asked([before], replayed=True, primary=primary))
            image = images.usable(seen[image_where], user.uid)
            variants, held = _on_key(seen, user, wish, [make(image, now)], now)
            writes = [
                Create(where, variants[0].fields()),
                _one_more(seen, image, variants[0]),
                accounts.write(seen[account.path], _counted(account, now)),
                *held,
            ]
            return Plan(Asked(variants, replayed=False, primary=image.primary_prompt_id or prompt_id), writes)

        return store().settle([account_path(user.uid), image_where, where, *_key_places(user, wish)], decide)

    return _enqueued(accounts.opening(user, attempt))


def _key_places(user: User, wish: Config) -> list[str]:
    if not wish.own_key:
        return []
    from shared import provider_keys

    return [provider_keys.key_path(user.uid, KEY_OF)]


def _on_key(
    seen: Seen, user: User, wish: Config, variants: Sequence[Variant], now: datetime
) -> tuple[Sequence[Variant], Sequence[Write]]:
    """The variants with the version of the key that serves them, and what keeps it for them until they are written."""
    if not wish.own_key:
        return [replace(each, key_version=None) for each in variants], ()
    from shared import provider_keys

    held = provider_keys.hold(seen, user.uid, KEY_OF, [each.id for each in variants], now)
    return [replace(each, key_version=held.version) for each in variants], held.writes


def _current(seen: Seen, user: User) -> Account:
    account = accounts.read(seen[account_path(user.uid)])
    if account is not None:
        accounts.require_current(account, user)
    return accounts.opened(account, user)


def _counted(account: Account, now: datetime) -> Account:
    """The account after one more call of this class, or RateLimited; intake must be open."""
    require_open(config.get(IntakeSection), now)
    due = Rate(config.get(LimitsSection).other).take(account.limits.get("prompts"), now, _SKEW)
    return replace(account, limits={**account.limits, "prompts": due}, updated_at=now)


def _one_more(seen: Seen, image: Image, variant: Variant) -> Write:
    """The image with one variant more; the first one is its primary."""
    limit = config.get(AdvancedSection).variants_per_image
    if image.prompt_count >= limit:
        raise TooManyVariants(limit=limit, image_id=image.id)
    return images.with_prompts(seen[image.path], image.prompt_count + 1, variant.id, image.primary_prompt_id or variant.id)


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
        model_name=catalog.writer()["model"],
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

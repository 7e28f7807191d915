"""Asking for an upload: a place in Cloud Storage, for one image, of one type and a bounded size."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from shared.accounts import limits, quotas, usage
from shared.accounts import model as account_model
from shared.accounts.ledger import account_path
from shared.accounts.usage import usage_path
from shared.config import sections
from shared.config.model import ModerationSection
from shared.images import collections
from shared.images.errors import LikenessStatementRequired, TooManyUploads
from shared.images.model import Image, collection_path, counted
from shared.images.reads import with_pictures
from shared.images.states import ImageStatus
from shared.lifecycle import trash
from shared.platform.clients import clock, signer, store
from shared.platform.firestore.documents import Plan, Seen
from shared.platform.settings import settings

if TYPE_CHECKING:
    from shared.images.sets import ImageType
    from shared.platform.web.views import UploadTarget


MOST_BYTES = 20 * 1024 * 1024  # as shared.media.rejections says; its module is not worth importing here
UPLOAD_LIVES = timedelta(minutes=15)
UPLOAD_IS_LATE = timedelta(hours=1)  # its URL has ended long ago, and so has every upload that was begun with it


class Upload(NamedTuple):
    """An image that waits for its file, and where that is to be sent."""

    image: Image
    target: UploadTarget


def ask_upload(
    user_id: str,
    collection_id: str,
    *,
    content_type: ImageType,
    bytes: int | None,
    title: str,
    metadata: Mapping[str, str],
    likeness: bool = False,
) -> Upload:
    """A place for one picture. Its URL takes one file of this type and size, once, for a quarter of an hour."""
    if not likeness and sections.get(ModerationSection).likeness_statement:
        raise LikenessStatementRequired
    now, where = clock().now(), collection_path(collection_id)
    image = Image(
        id=secrets.token_hex(12),
        user_id=user_id,
        collection_id=collection_id,
        status=ImageStatus.UPLOADING,
        content_type=content_type,
        bytes=bytes or 0,
        created_at=now,
        updated_at=now,
        due_at=now + UPLOAD_IS_LATE,
        title=title,
        metadata=metadata,
        likeness_at=now if likeness else None,
    )

    account_where, usage_where = account_path(user_id), usage_path(user_id)

    def decide(seen: Seen) -> Plan[None]:
        collections.own(seen[where], user_id)
        account, kept = account_model.read(seen[account_where]), with_pictures(user_id, seen, 0)
        places, most = kept.open_places("upload_places", now), limits.of(account, "upload_places")
        if len(places) >= most:
            raise TooManyUploads(most, min(places.values()), now)
        quotas.require_room(account, kept.stored_bytes + ((account.stored_bytes or 0) if account else 0))
        kept = kept.with_place("upload_places", image.id, now + UPLOAD_LIVES, now)
        new = [trash.created(image.path, image.fields()), counted(seen[where], 1)]
        return Plan(None, [*new, usage.write(seen[usage_where], kept)])

    store().settle([where, account_where, usage_where], decide)
    bucket = settings().bucket_uploads
    return Upload(image, signer().upload(bucket, image.upload_name, content_type, bytes, MOST_BYTES, UPLOAD_LIVES))

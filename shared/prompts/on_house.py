"""Prompts that are written once more on the house: outside their user's rate, and never with a key of theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.accounts import model as account_model
from shared.accounts.ledger import Account, account_path
from shared.catalog import effective
from shared.house import admission
from shared.images import reads as image_reads
from shared.images.model import image_path
from shared.lifecycle.admission import Terms
from shared.platform.clients import store
from shared.platform.errors import NotFound
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Seen, Update, Write
from shared.prompts import tasks
from shared.prompts.admission import told_to
from shared.prompts.errors import StillWriting
from shared.prompts.model import Variant, prompt_path, read, settled
from shared.prompts.requests import AdmittedPrompts
from shared.prompts.steps import asked_anew


def write_again(prompt: Variant, also: Sequence[Write] = ()) -> AdmittedPrompts:
    """The same wish once more, in its place. Each failure is made good once: asked again, this answers with how it stands."""
    where, image, owner = prompt_path(prompt.id), image_path(prompt.image_id), account_path(prompt.user_id)

    def terms(seen: Seen, _house: Account, now: datetime) -> Terms[Variant | None]:
        found, account = read(seen[where]), account_model.read(seen[owner])
        if found is None or found.deleted or account is None:
            raise NotFound(kind="prompt", id=prompt.id)
        if found.attempt != prompt.attempt:
            raise StillWriting(id=prompt.id)  # its user asked for it anew meanwhile
        image_reads.usable(seen[image], prompt.user_id)
        after = told_to(account, asked_anew(settled(found), effective.writer()["model"], now))
        after = replace(after, key_version=None)
        return Terms(after, [Update(seen[where], after.fields())], limit="prompts", kind="prompts", made={"ids": [after.id]})

    def before(_made: Mapping[str, Any]) -> Variant | None:
        return None

    key, digest = f"retry.{prompt.id}.{prompt.attempt}", idempotency.digest("house", prompt.user_id, prompt.id)
    made, _house = admission.admit(
        prompt.user_id, key, digest, reads=[where, image], before=before, terms=terms, also=also, repeats=True
    )
    if made is None:
        return AdmittedPrompts([read(store().get(where)) or prompt], replayed=True)
    tasks.set_off([made])
    return AdmittedPrompts([made], replayed=False)

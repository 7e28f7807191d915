"""Users' own keys: each is kept for works that live, and for no others (8). What a key is kept for in vain is let go.

A page costs at most 100 keys and for each work that one serves two documents, twice where something is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.platform import logs
from shared.platform.clients import store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.documents import Document, Seen
from shared.platform.user_ids import is_id
from shared.prompts.model import prompt_path
from shared.prompts.states import PromptStatus
from shared.provider_keys import commands as provider_key_commands
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import certain, next_page
from shared.videos.model import job_path
from shared.videos.states import ENDED

_ENDED = frozenset(each.value for each in ENDED)


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end. Only a run over all data lets keys go."""
    rows, following = next_page("provider_keys", place, user_id, findings)
    findings.checked["8"] += len(rows)
    for row in rows:
        found = findings.judge(row.path, lambda each=row: _wrong(each))
        findings.add(found)
        if user_id is None and any(each.kind is BreachKind.KEY_HELD for each in found):
            _let_go(row)
    return following


def _wrong(row: Document) -> list[Breach]:
    served = _served(row)
    paths = [row.path, *(path for each in served for path in _works(each))]
    return certain(store().read(paths), lambda seen: _held(seen, row.path)) or []  # one that keeps changing is at work


def _let_go(row: Document) -> None:
    works = [path for each in _served(row) for path in _works(each)]
    try:
        provider_key_commands.let_go(row.path, works, lambda seen: in_vain(seen, row.path))
    except (Unavailable, Contended) as trouble:
        logs.warning("a key was not let go", key=row.id, reason=trouble.code)


def _held(seen: Seen, path: str) -> list[Breach]:
    fields = seen[path].fields
    if fields is None:
        return []
    vain = in_vain(seen, path)
    if vain or ("expires_at" in fields and not fields["serves"]):
        return [breach(BreachKind.KEY_HELD, path, "works that live", ", ".join(vain[:3]) or "none")]
    return []


def in_vain(seen: Seen, path: str) -> list[str]:
    """The works that a key is kept for and that have ended, or are not there. What was not read is believed to live."""
    served = (seen[path].fields or {}).get("serves") or ()
    return [each for each in served if (known := _of(seen, each)) is not None and not any(map(_lives, known))]


def _of(seen: Seen, work: str) -> list[Mapping[str, Any]] | None:
    paths = _works(work)
    if not all(path in seen for path in paths):
        return None
    return [fields for path in paths if (fields := seen[path].fields) is not None]


def _lives(fields: Mapping[str, Any]) -> bool:
    if "state" in fields:
        return fields["state"] not in _ENDED
    return fields.get("status") == PromptStatus.PENDING.value


def _served(row: Document) -> list[str]:
    return [each for each in (row.fields or {})["serves"] if is_id(each)]


def _works(work: str) -> tuple[str, str]:
    return job_path(work), prompt_path(work)

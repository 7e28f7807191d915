"""Tasks that were given up, in an operator's hands: found, read, sent again and dropped, one or all of a kind."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from shared.audit.acts import Act, write_down
from shared.dead_letters import commands
from shared.dead_letters.commands import LetterKind
from shared.dead_letters.errors import SelectionChanged
from shared.platform.errors import AppError
from shared.platform.web.cursors import Page

if TYPE_CHECKING:
    from shared.dead_letters import views
    from shared.dead_letters.sets import LetterAction

_AT_ONCE = 100
_SHOWN = 20


def list_letters(act: Act, kind: LetterKind, *, limit: int, cursor: str | None) -> Page[views.DeadLetter]:
    page = commands.found(kind, limit=limit, cursor=cursor)
    write_down(act.audit("list_dead_letters", "all", shown=len(page.rows)))
    return page


def look(act: Act, letter_id: str) -> views.DeadLetter:
    letter = commands.show(letter_id)
    write_down(act.audit("look_at_dead_letter", letter_id))
    return letter


def replay(act: Act, letter_id: str) -> views.DeadLetter:
    return commands.replay(letter_id, act.actor, act.now, act.audit("replay_dead_letter", letter_id))


def drop(act: Act, letter_id: str) -> views.DeadLetter:
    return commands.drop(letter_id, act.audit("drop_dead_letter", letter_id))


def batch(act: Act, kind: LetterKind, action: LetterAction, fingerprint: str | None) -> views.DeadLetterBatch:
    """Without the fingerprint of a dry run it is one. Killed half way, it is asked for anew: what was done is not found again."""
    page = commands.found(kind, limit=_AT_ONCE, unsent=action == "replay")
    letters = [each for each in page.rows if action == "drop" or each["payload"] is not None]
    told, dry_run = _fingerprint(action, letters), fingerprint is None
    if not dry_run and fingerprint != told:
        raise SelectionChanged(selected=len(letters))
    write_down(act.audit(f"{action}_dead_letters", kind.queue or "all", selected=len(letters), dry_run=dry_run))
    return {
        "action": action,
        "dry_run": dry_run,
        "selected": len(letters),
        "more": page.next_cursor is not None,
        "first": [each["id"] for each in letters[:_SHOWN]],
        "fingerprint": told,
        "done": 0 if dry_run else sum(_done(act, action, each["id"]) for each in letters),
    }


def _done(act: Act, action: LetterAction, letter_id: str) -> bool:
    """False where somebody else was faster."""
    try:
        (replay if action == "replay" else drop)(act, letter_id)
    except AppError as refusal:
        if refusal.status not in (404, 409):
            raise
        return False
    return True


def _fingerprint(action: str, letters: list[views.DeadLetter]) -> str:
    told = [action, *sorted(f"{each['id']}.{each['times']}" for each in letters)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]

"""What operators write down of a user, for each other."""

from __future__ import annotations

import secrets

from shared.audit.acts import Act
from shared.people.model import Note, note_path, read
from shared.platform.clients import store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Create, Delete, Plan, Seen


def add_note(act: Act, user_id: str, text: str) -> Note:
    note = Note(secrets.token_hex(12), user_id, text, act.actor, act.now)
    audit = act.audit("add_user_note", user_id, note_id=note.id)
    return store().settle([], lambda _seen: Plan(note, [Create(note.path, note.fields()), audit]))


def delete_note(act: Act, user_id: str, note_id: str) -> None:
    where, audit = note_path(note_id), act.audit("delete_user_note", user_id, note_id=note_id)

    def decide(seen: Seen) -> Plan[None]:
        note = read(seen[where])
        if note is None or note.user_id != user_id:
            raise NotFound(kind="user note", id=note_id)
        return Plan(None, [Delete(seen[where]), audit])

    store().settle([where], decide)

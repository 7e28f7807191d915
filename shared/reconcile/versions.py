"""Earlier texts of prompts and versions of storyboards: they go with what they are versions of, in one commit (orphans).

They know no user, so a run over all data looks at them alone. A page costs at most 100 versions, what these are versions of,
and both once more where that is gone.
"""

from __future__ import annotations

from shared.platform.clients import store
from shared.platform.firestore.documents import Seen
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import PAGE, certain


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end."""
    if user_id is not None:
        return None
    rows = store().all_in("versions", None, after=next(iter(place.after), None), limit=PAGE, only=["version"])
    findings.read[place.part] += len(rows)
    findings.checked["orphans"] += len(rows)
    owners = store().read({_owner(row.path) for row in rows}) if rows else {}
    for row in rows:
        owner = owners[_owner(row.path)]
        findings.add(certain({row.path: row, owner.path: owner}, lambda seen, where=row.path: _left(seen, where)), row.path)
    return Place(place.part, (rows[-1].path,)) if len(rows) == PAGE else None


def _owner(where: str) -> str:
    return where.rsplit("/", 2)[0]


def _left(seen: Seen, where: str) -> list[Breach]:
    gone = seen[_owner(where)].fields is None and seen[where].fields is not None
    return [breach(BreachKind.VERSION_LEFT, where, "what it is a version of", _owner(where))] if gone else []

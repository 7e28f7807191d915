"""Accounts and their entries, side by side in the order of their users: invariant 1, and entries that belong to nobody.

Each entry is read once. A page costs at most 50 accounts, 300 entries, 300 jobs that they name, and where these are missing
300 films and 300 entries more, for each adjustment its job's other entries, for what was bought its purchase; for each account
a sum that Firestore adds up, and for one with live jobs three documents and a query of their states.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from shared.account_deletion.model import ERASURES
from shared.accounts.ledger import EntryType, account_path
from shared.films.model import LEDGER_WORD, film_path
from shared.lifecycle import payers
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document
from shared.platform.user_ids import is_id, is_pseudonym
from shared.reconcile import checks, purchases
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.checks import Money
from shared.reconcile.findings import Findings, Place
from shared.reconcile.ledger import Ledger
from shared.reconcile.reading import check_bytes, check_prompt_slots, check_slots, counts_live, counts_prompts
from shared.videos.model import job_path

ACCOUNTS, ENTRIES = 50, 300
_OF_JOBS = frozenset(each.value for each in EntryType if each.of_job)


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end."""
    after = place.after[0] if place.after else ""
    carried = Ledger.of(place.ledger) if place.ledger else None
    accounts = _accounts(after, user_id)
    whole = len(accounts) < ACCOUNTS
    entries = _entries(after, None if whole else accounts[-1].id, carried, user_id)
    findings.read.update(accounts=len(accounts), entries=len(entries))
    _check_homes(entries, findings)
    purchases.check_known(entries, findings)
    known, own = {row.id: row for row in accounts}, _by_user(entries)
    last = str((entries[-1].fields or {})["user_id"]) if len(entries) == ENTRIES else None  # there may be more of theirs
    for user in sorted({*known, *own, *([carried.user_id] if carried else ())}, key=str.encode):
        ledger = carried if carried and carried.user_id == user else Ledger(user)
        before = ledger.entries
        _add(ledger, own.get(user, []), known.get(user), findings)
        if user == last and ledger.entries > before:
            return Place("accounts", (after,), ledger.fields())
        _close(ledger, known.get(user), own.get(user, []), findings)
        after = user
        if user == last:
            break
    return None if user_id is not None or (whole and last is None) else Place("accounts", (after,))


def _accounts(after: str, user_id: str | None) -> list[Document]:
    if user_id is not None:
        found = store().get(account_path(user_id))
        return [found] if found.fields is not None else []
    return store().find("accounts", order=[("__name__", "asc")], after=[after] if after else None, limit=ACCOUNTS)


def _entries(after: str, last: str | None, carried: Ledger | None, user_id: str | None) -> list[Document]:
    """Of the users between these two, or of one; those of a user whose ledger is carried on begin where it stopped."""
    where: list[tuple[str, Literal["==", ">", "<="], Any]] = [("user_id", ">", after)]
    if user_id is not None:
        where = [("user_id", "==", user_id)]
    elif last is not None:
        where.append(("user_id", "<=", last))
    order: list[tuple[str, Literal["asc"]]] = [("user_id", "asc"), ("seq", "asc"), ("__name__", "asc")]
    begin = [carried.user_id, carried.seq, carried.last] if carried else None
    if user_id is not None:
        order, begin = order[1:], begin[1:] if begin else None
    return store().find("credit_transactions", where=where, order=order, after=begin, limit=ENTRIES)


def _by_user(entries: list[Document]) -> Mapping[str, list[Document]]:
    found: dict[str, list[Document]] = {}
    for row in entries:
        found.setdefault(str((row.fields or {})["user_id"]), []).append(row)
    return found


def _add(ledger: Ledger, entries: list[Document], account: Document | None, findings: Findings) -> None:
    seq = (account.fields or {}).get("seq") if account else None
    upto = seq if isinstance(seq, int) else None
    for row in entries:
        found = findings.judge(row.path, lambda each=row: ledger.add(each.id, each.fields or {}, upto))
        findings.add([] if found and _is_leaving(ledger.user_id) else found)


def _is_leaving(user_id: str) -> bool:
    """Whether this ledger is on its way to a pseudonym, or has come there since it was read; until then it is in two parts.

    An erasure that stops half way is found by itself.
    """
    if not is_id(user_id):
        return False
    account = store().get(account_path(user_id)).fields
    if account is None and is_pseudonym(user_id):
        return False
    return account is None or account.get("erased_as") is not None


def _close(ledger: Ledger, account: Document | None, entries: list[Document], findings: Findings) -> None:
    """All of a user's entries were read."""
    findings.checked["1"] += 1
    path = account_path(ledger.user_id)
    if account is not None and (account.fields or {}).get("erased_as") is not None:
        return
    if account is None:
        if is_id(ledger.user_id) and store().get(path).fields is not None:
            findings.busy.add(path)  # opened while we read
        else:
            first = ledger.first or (entries[0].id if entries else "")
            findings.add([breach(BreachKind.ENTRY_WITHOUT_ACCOUNT, f"credit_transactions/{first}", path, None)])
        return
    stored = account.fields or {}
    found = findings.judge(path, lambda: ledger.close(stored))
    if ledger.beyond and not found:
        found = findings.judge(path, lambda: _counted(ledger))
    findings.add([] if found and _is_leaving(ledger.user_id) else found)
    findings.add(findings.judge(path, lambda: checks.expired(stored, clock().now())))
    check_bytes(ledger.user_id, findings)
    if counts_live(stored):
        check_slots(ledger.user_id, findings)
    else:
        findings.checked["3"] += 1  # none by the account; whether there are some nevertheless, the jobs will tell
    if counts_prompts(stored):
        check_prompt_slots(ledger.user_id, findings)


def _counted(ledger: Ledger) -> list[Breach]:
    """Entries that the account did not count yet when it was read; by now it must."""
    path = account_path(ledger.user_id)
    seq = (store().get(path).fields or {})["seq"]
    return [] if seq >= ledger.beyond else [breach(BreachKind.ACCOUNT_SEQ, path, f"at least {ledger.seq + 1}", seq)]


def _check_homes(entries: list[Document], findings: Findings) -> None:
    """What belongs to jobs: each the one of its job, by its id, and this user pays for it.

    A film may have been erased, and all works of who was forgotten were, also those that others have paid for.
    """
    moving = [row for row in entries if (row.fields or {}).get("type") in _OF_JOBS]
    named: list[tuple[Document, str]] = []
    for row in moving:
        fields = row.fields or {}
        job_id = str(fields.get("job_id"))
        if is_id(job_id) and row.id == f"{job_id}.{fields['type']}":
            named.append((row, job_id))
        else:
            findings.add([breach(BreachKind.ENTRY_MISPLACED, row.path, f"{job_id}.{fields['type']}", row.id)])
    jobs = _found({job_id: job_path(job_id) for _, job_id in named})
    films = _found({job_id: film_path(job_id) for _, job_id in named if jobs[job_id].fields is None})
    lost = [each for each in named if jobs[each[1]].fields is None and films[each[1]].fields is None]
    charges = _found({job_id: f"credit_transactions/{job_id}.charge" for _, job_id in lost})
    for row, job_id in named:
        home = (jobs[job_id].fields or films[job_id].fields) if job_id in films else jobs[job_id].fields
        owner = (row.fields or {})["user_id"]
        if home is None and not _is_film(charges[job_id]) and not _was_forgotten(owner, job_id):
            findings.add([breach(BreachKind.ENTRY_WITHOUT_JOB, row.path, job_id, None)])
        elif home is not None and (payer_id := payers.of(home)) != owner:
            findings.add([breach(BreachKind.ENTRY_WITHOUT_JOB, row.path, owner, payer_id)])
    _check_returned([row for row, _ in named if (row.fields or {})["type"] == EntryType.ADJUSTMENT], findings)


def _check_returned(adjustments: Sequence[Document], findings: Findings) -> None:
    """No more comes back of a job than was paid for it: of the few that were adjusted, beside their other entries."""
    for row in adjustments:
        charge, refund = (f"{row.path.removesuffix(EntryType.ADJUSTMENT)}{kind}" for kind in ("charge", "refund"))
        seen = store().read([charge, refund])
        money = Money(seen[charge].fields, seen[refund].fields, row.fields)
        findings.add(findings.judge(row.path, lambda each=row, money=money: checks.returned(each.path, money)))


def _was_forgotten(owner: str, job_id: str) -> bool:
    """The job with its user, who is its payer under a pseudonym now, or is leaving; or another, of whose erasure it was noted."""
    if is_pseudonym(owner) or _is_leaving(owner):
        return True
    return bool(store().find(ERASURES, where=[("works", "array_contains", job_id)], limit=1))


def _is_film(charge: Document) -> bool:
    return str((charge.fields or {}).get("description", "")).startswith(LEDGER_WORD)


def _found(paths: Mapping[str, str]) -> dict[str, Document]:
    seen = store().read(paths.values()) if paths else {}
    return {name: seen[path] for name, path in paths.items()}

"""Users in an operator's hands: found by what is known of them, or listed by what they do.

Who somebody is, Firebase Auth knows: their name and address are asked there, for a page by one call. Our accounts keep how the
words of these begin, so that a name can be looked for; what an account says in short, and its day, it says itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from shared.accounts import model as account_model
from shared.accounts.ledger import Account, account_path
from shared.audit.acts import Act, write_down
from shared.lifecycle import words
from shared.platform.clients import auth_users, clock, store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Document, Operator
from shared.platform.user_ids import is_id, is_pseudonym
from shared.platform.web.cursors import cursor_of, newest_first, place_of
from shared.platform.web.presence import spoken
from shared.platform.web.sessions import is_shut_out

if TYPE_CHECKING:
    from shared.people import views
    from shared.people.sets import UserFilter
    from shared.platform.google.auth_users import Person

_ACCOUNTS = "accounts"
_PAGE = 100  # accounts that are looked at together: as many people does Auth tell by one call
_MOST_PAGES = 2  # of one call; then the cursor goes on, though nobody was found
_Where = Sequence[tuple[str, Operator, Any]]


class _Listing(NamedTuple):
    """Whom a filter leaves, and by which field they stand."""

    where: _Where = ()
    by: str = "created_at"


LISTINGS: Mapping[UserFilter, _Listing] = {
    "new": _Listing(),
    "active": _Listing(by="seen_at"),
    "spending": _Listing(by="spent_today.date"),
    "disabled": _Listing([("disabled", "==", True)]),
    "guest": _Listing([("guest", "==", True)]),
}


def known_by(word: str) -> _Listing:
    """Whose name or address may have a word that begins so."""
    return _Listing([("terms", "array_contains", words.of_word(word))])


class _Found(NamedTuple):
    rows: list[views.UserSummary]
    next_cursor: str | None


def sought_by(act: Act, sought: str, *, limit: int, cursor: str | None) -> views.UserSummaryList:
    """Who is known by exactly this, then whose name or address has such words, the newest first."""
    exact = [] if cursor else auth_users().known_as(sought)
    accounts = store().read([account_path(each.uid) for each in exact]) if exact else {}
    rows = [_row(each.uid, account_model.read(accounts[account_path(each.uid)]), each) for each in exact]
    found = _Found([], None) if "@" in sought else _by_words(words.words_of(sought), limit - len(rows), cursor)
    seen = {row["id"] for row in rows}
    rows += [row for row in found.rows if row["id"] not in seen]
    write_down(act.audit("find_users", "all", shown=len(rows)))
    return {"users": rows, "next_cursor": found.next_cursor}


def _by_words(sought: Sequence[str], limit: int, cursor: str | None) -> _Found:
    if not sought or limit <= 0:
        return _Found([], None)
    listing, rows, place = known_by(max(sought, key=len)), list[_Row](), place_of(cursor, is_id)
    for _ in range(_MOST_PAGES):
        page = _page(listing, place, _PAGE)
        known = auth_users().find_all([row.id for row in page]) if page else {}
        for row in page:
            person = known.get(row.id)
            if person and words.found(sought, spoken(person.name, person.email)):
                rows.append(_Row(row, person))
            if len(rows) == limit:
                return _Found([each.shown for each in rows], _cursor(row, "created_at"))
        if len(page) < _PAGE:
            return _Found([each.shown for each in rows], None)
        place = _moment(page[-1], "created_at"), page[-1].id
    return _Found([each.shown for each in rows], cursor_of(*place) if place else None)


def listed(act: Act, kind: UserFilter, *, limit: int, cursor: str | None) -> views.UserSummaryList:
    """Those of one kind, the latest first; who was erased is nobody any more."""
    listing = LISTINGS[kind]
    page = _page(listing, place_of(cursor, is_id), limit)
    there = [row for row in page if not is_pseudonym(row.id)]
    known = auth_users().find_all([row.id for row in there]) if there else {}
    rows = [_Row(row, known.get(row.id)).shown for row in there]
    write_down(act.audit("list_users", "all", filter=kind, shown=len(rows)))
    last = page[-1] if len(page) == limit else None
    return {"users": rows, "next_cursor": _cursor(last, listing.by) if last else None}


class _Row(NamedTuple):
    document: Document
    person: Person | None

    @property
    def shown(self) -> views.UserSummary:
        return _row(self.document.id, account_model.read(self.document), self.person)


def _row(user_id: str, account: Account | None, person: Person | None) -> views.UserSummary:
    spent = (account and account.spent_today) or {}
    return {
        "id": user_id,
        "email": person.email if person else None,
        "name": person.name if person else None,
        "guest": person.guest if person else account.guest if account else None,
        "disabled": bool((person and person.disabled) or is_shut_out(vars(account) if account else {}, clock().now())),
        "has_account": account is not None,
        "created_at": account.created_at if account else person.created_at if person else None,
        "seen_at": account.seen_at if account else None,
        "balance": account.balance if account else 0,
        "spent_on": spent.get("date"),
        "spent": int(spent.get("credits", 0)),
    }


def _page(listing: _Listing, place: tuple[datetime, str] | None, limit: int) -> list[Document]:
    """A day stands in the account as words, in a cursor as its first moment."""
    after = place and [place[0].date().isoformat() if listing.by == _DAY else place[0], place[1]]
    return store().find(_ACCOUNTS, where=listing.where, order=newest_first(listing.by), after=after, limit=limit)


_DAY: Literal["spent_today.date"] = "spent_today.date"


def _moment(row: Document, by: str) -> datetime:
    value: Any = row.fields or {}
    for part in by.split("."):
        value = value[part]
    return value if by != _DAY else datetime.combine(date.fromisoformat(value), time(), UTC)


def _cursor(row: Document, by: str) -> str:
    return cursor_of(_moment(row, by), row.id)


def require(user_id: str) -> tuple[Person | None, Account | None]:
    """As Auth knows them and as their account says; 404 for who is in neither."""
    person, account = auth_users().find(user_id), account_model.read(store().get(account_path(user_id)))
    if person is None and (account is None or is_pseudonym(user_id)):
        raise NotFound(kind="user", id=user_id)
    return person, account

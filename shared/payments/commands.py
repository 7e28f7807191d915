"""Buying credits: a purchase, its page at Stripe, and the page where a buyer finds their receipts."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlsplit

from shared.accounts import model as account_model
from shared.accounts import signup
from shared.payments import books, packages, stripe_api
from shared.payments.errors import NothingBought, ReturnAddress
from shared.payments.model import PAYABLE, Purchase, PurchaseStatus, customer_path, next_look, read
from shared.platform.clients import clock, store
from shared.platform.errors import Language
from shared.platform.firestore import codec, idempotency
from shared.platform.firestore.documents import Create, Plan, Seen
from shared.platform.settings import settings
from shared.platform.web.tokens import User

_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


class Bought(NamedTuple):
    purchase: Purchase
    replayed: bool


def buy(user: User, package_id: str, country: str | None, return_to: str | None, language: Language, key: str) -> Bought:
    """A page where this package is paid. The same key brings the same page; what was lost on the way is made up for."""
    packages.require_on()
    package, account = packages.find(package_id, country), signup.open_account(user)
    account_model.require_staying(account)
    now, purchase_id = clock().now(), _id(user.uid, key)
    wish = Purchase(
        id=purchase_id,
        user_id=account.user_id,
        package={**package.model_dump(mode="json"), "automatic_tax": packages.section().automatic_tax},
        return_to=_home(return_to, purchase_id),
        language=language,
        created_at=now,
        updated_at=now,
        pay_until=now + PAYABLE,
        due_at=None,
        customer=_customer(user),
    )
    wish = replace(wish, due_at=next_look(wish, now))

    def decide(seen: Seen) -> Plan[Bought]:
        if (before := read(seen[wish.path])) is None:
            return Plan(Bought(wish, replayed=False), [Create(wish.path, wish.fields())])
        if (before.package["id"], before.return_to) != (package_id, wish.return_to):
            raise idempotency.KeyReused
        return Plan(Bought(before, replayed=True))

    bought = store().settle([wish.path], decide)
    if bought.purchase.session is not None or bought.purchase.status is not PurchaseStatus.OPEN:
        return bought
    return bought._replace(purchase=_opened(bought.purchase))


def portal(user: User, return_to: str | None) -> str:
    packages.require_on()
    kept = store().get(customer_path(user.uid)).fields
    if kept is None:
        raise NothingBought
    return stripe_api.portal(str(kept["customer"]), _home(return_to, None))


def _opened(purchase: Purchase) -> Purchase:
    session, url = stripe_api.open_session(purchase)

    def decide(seen: Seen) -> Plan[Purchase]:
        now = read(seen[purchase.path])
        if now is None or now.session is not None:  # another call of the same key, or Stripe's own word, was first
            return Plan(now or purchase)
        return Plan(replace(now, session=session, url=url), [codec.write(seen[now.path], replace(now, session=session, url=url))])

    return store().settle([purchase.path], decide)


def _customer(user: User) -> str:
    """Who they are at Stripe: made once, also where our note of it was lost."""
    where = customer_path(user.uid)
    if (kept := store().get(where).fields) is not None:
        return str(kept["customer"])
    email = user.email if user.email_verified else None
    told = hashlib.sha256(f"{user.uid}:{email}".encode()).hexdigest()[:32]
    customer = stripe_api.new_customer(user.uid, email, f"customer-{told}")

    def decide(seen: Seen) -> Plan[str]:
        if (there := seen[where].fields) is not None:
            return Plan(str(there["customer"]))
        now = clock().now()
        kept = Create(where, {"user_id": user.uid, "customer": customer, "created_at": now})
        return Plan(customer, [kept, *books.begun(seen, now)])

    return store().settle([where, books.PLACE], decide)


def _home(return_to: str | None, purchase_id: str | None) -> str:
    """Where Stripe sends them back to: a page of ours, or of an origin that may call us; never to whom a caller likes."""
    if return_to is None:
        return f"{settings().pages_url}/" + (f"?purchase={purchase_id}" if purchase_id else "")
    try:
        told = urlsplit(return_to)
        here = told.hostname in _THIS_MACHINE
    except ValueError as error:  # brackets that hold no address
        raise ReturnAddress(url=return_to[:200]) from error
    origin, allowed = f"{told.scheme}://{told.netloc}", (settings().pages_url, *settings().cors_origins)
    if told.scheme != "https" and not here:
        raise ReturnAddress(url=return_to[:200])
    if "@" in told.netloc or not (origin in allowed or "*" in allowed):
        raise ReturnAddress(url=return_to[:200])
    return return_to


def _id(user_id: str, key: str) -> str:
    """The same for the same caller and key, and nobody else can tell it."""
    return hmac.new(settings().identity_key.encode(), f"purchase:{user_id}:{key}".encode(), hashlib.sha256).hexdigest()[:24]

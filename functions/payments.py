"""payments: packages of credits, the page where one is paid, and what was bought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.accounts import signup
from shared.config.call_rate import calls_per_minute
from shared.payments import commands, packages, reads
from shared.payments.model import shown
from shared.platform.clients import clock
from shared.platform.web import plain_queries
from shared.platform.web.callers import user
from shared.platform.web.door import Call, Reply, page
from shared.platform.web.flask_door import FlaskDoor

if TYPE_CHECKING:
    from functions.forms import payments as forms
    from shared.payments import views

door = FlaskDoor(
    "payments", caller=user, newcomer=signup.open_account, forms="functions.forms.payments", calls_per_minute=calls_per_minute
)


@door.get("/packages", query="PackageQuery")
def list_packages(call: Call) -> Reply[views.CreditPackageList]:
    """List what can be bought.

    For everybody, and for the country that is named.
    """
    packages.require_on()
    offered = packages.offered(call.query.country)
    return Reply(body={"packages": [packages.shown(each, call.language) for each in offered]})


@door.route("POST", "/checkouts", body="CheckoutRequest", status=201, keyed=True, in_person=True, at_once=True)
def create_checkout(call: Call) -> Reply[views.Checkout]:
    """Create a page where a package is paid.

    Its address, at Stripe, is good for an hour. The credits are there once Stripe says that they are paid.
    """
    asked: forms.CheckoutRequest = call.body
    bought = commands.buy(
        call.caller.signed_in, asked.package_id, asked.country, asked.return_to, call.language, str(call.idempotency_key)
    )
    headers = {"Idempotency-Replayed": "true"} if bought.replayed else {}
    return Reply(201, {"purchase": shown(bought.purchase, clock().now())}, headers)


@door.get("/", query="PageQuery", plainly=plain_queries.first_page, reads=page, in_person=True)
def list_purchases(call: Call) -> Reply[views.PurchaseList]:
    """List your purchases, newest first.

    With the receipt of each, and what was taken back.
    """
    page = reads.listed(call.caller.signed_in.uid, limit=call.query.limit, cursor=call.query.cursor)
    return Reply(body={"purchases": [shown(row, call.now) for row in page.rows], "next_cursor": page.next_cursor})


@door.get("/{purchase_id}", in_person=True)
def get_purchase(call: Call) -> Reply[views.Purchase]:
    """Get a purchase."""
    return Reply(body=shown(reads.show(call.caller.signed_in.uid, call.path["purchase_id"]), call.now))


@door.route("POST", "/portal", body="PortalRequest", in_person=True, at_once=True)
def create_payments_portal(call: Call) -> Reply[views.PaymentsPortal]:
    """Get the address of your page at Stripe.

    Receipts, and what Stripe keeps of you. It is good for a few minutes.
    """
    return Reply(body={"url": commands.portal(call.caller.signed_in, call.body.return_to)})

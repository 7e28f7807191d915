"""Its pages: where a buyer pays, a receipt, and all payments with what may happen to them. No script, no style from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #ccc}"
    "button{font:inherit;padding:.4rem 1rem;margin:.2rem .4rem .2rem 0}form{display:inline}"
)
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'", "Cache-Control": "no-store"}


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


def money(amount: int, currency: str) -> str:
    return f"{amount / 100:.2f} {escape(currency.upper())}"


def checkout(session: dict[str, Any], lines: Sequence[dict[str, Any]]) -> str:
    rows = "".join(f"<li>{each['quantity']} × {escape(each['price_data']['product_data']['name'])}</li>" for each in lines)
    what = f"<ul>{rows}</ul><p>{money(session['amount_total'], session['currency'])}</p>"
    if session["status"] != "open":
        return _page("Payment", f"{what}<p>This page is {escape(session['status'])}.</p>")
    buttons = (("card", "Pay"), ("debit", "Pay by debit, which takes days"), ("back", "Back"))
    pressed = "".join(f'<button name="way" value="{way}">{said}</button>' for way, said in buttons)
    note = "<p>No money moves here: this page stands in for Stripe's.</p>"
    return _page("Payment", f'{what}<form method="post">{pressed}</form>{note}')


def receipt(charge: dict[str, Any]) -> str:
    back = charge["amount_refunded"]
    refunded = f"<p>Refunded: {money(back, charge['currency'])}</p>" if back else ""
    return _page("Receipt", f"<p>{escape(charge['id'])}</p><p>{money(charge['amount'], charge['currency'])}</p>{refunded}")


def gone(said: str) -> str:
    return _page("Payments", f"<p>{escape(said)}</p>")


def home(sessions: Sequence[tuple[dict[str, Any], dict[str, Any]]], deliveries: Sequence[dict[str, Any]]) -> str:
    rows = "".join(_row(session, told) for session, told in sessions) or _none(5, "Nothing was asked to be paid yet.")
    told = "".join(
        f"<tr><td>{escape(each['type'])}</td><td>{each['id']}</td><td>{each['tries']}</td><td>{each['status'] or ''}</td></tr>"
        for each in deliveries
    ) or _none(4, "Nothing was told yet.")
    return _page(
        "Payment stand-in",
        "<p>Speaks the wire of Stripe for the unmodified library: any key like <code>sk_test_…</code> is good.</p>"
        f"<table><thead><tr><th>Session</th><th>Status</th><th>Amount</th><th>Held</th><th></th></tr></thead><tbody>{rows}</tbody></table>"
        f"<h2>Events</h2><table><thead><tr><th>Type</th><th>Id</th><th>Tries</th><th>Answer</th></tr></thead><tbody>{told}</tbody></table>"
        '<p><a href="/_local/journal">The journal</a></p>',
    )


def _none(columns: int, said: str) -> str:
    return f'<tr><td colspan="{columns}">{said}</td></tr>'


def _row(session: dict[str, Any], told: dict[str, Any]) -> str:
    acts: list[tuple[str, str, dict[str, str]]] = []
    if session["payment_status"] == "paid":
        intent = {"payment_intent": session["payment_intent"]}
        acts += [("refund", "Refund", intent), ("dispute", "Dispute", intent)]
    for name, status in told["disputes"]:
        if status not in ("won", "lost"):
            acts += [("decide", f"{end.capitalize()} for us", {"dispute": name, "status": end}) for end in ("won", "lost")]
    forms = "".join(
        f'<form method="post" action="/_local/{what}">'
        + "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items())
        + f"<button>{said}</button></form>"
        for what, said, fields in acts
    )
    pay = f'<a href="/c/pay/{session["id"]}">{escape(session["id"])}</a>'
    held = money(told["held"], session["currency"])
    return (
        f"<tr><td>{pay}</td><td>{escape(session['status'])}, {escape(session['payment_status'])}</td>"
        f"<td>{money(session['amount_total'], session['currency'])}</td><td>{held}</td><td>{forms}</td></tr>"
    )

"""Parameters as Stripe takes them: a form with brackets in its names, each of a kind, and none that is not known.

Each operation's are data. What Stripe would take and this stand-in does not act on is refused as unknown, too: rather that than
a test which passes because something was silently left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from .refusals import Refused, missing, unknown

Tree = dict[str, Any]
Read = Callable[[Any, str], Any]
_PIECE = re.compile(r"\[([^\[\]]*)\]")


def tree_of(encoded: str) -> Tree:
    """`a[b][0][c]=v` as what it stands for; lists stay mappings by their numbers until somebody reads them as lists."""
    tree: Tree = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True, strict_parsing=bool(encoded)):
        head, _, _ = name.partition("[")
        path, place = [head, *_PIECE.findall(name)], tree
        for piece in path[:-1]:
            inner = place.setdefault(piece, {})
            if not isinstance(inner, dict):
                raise Refused(400, f"Invalid object: {name}", param=name)
            place = inner
        last = path[-1] or str(len(place))
        place[last] = value
    return tree


def text(most: int = 5000, *, form: str = "") -> Read:
    def read(given: Any, where: str) -> str:
        if not isinstance(given, str):
            raise Refused(400, f"Invalid string: {where}", param=where)
        if len(given) > most:
            raise Refused(400, f"Invalid string: {where}; must be at most {most} characters", param=where)
        if form and not re.fullmatch(form, given):
            raise Refused(400, f"Invalid {where}: {given}", param=where)
        return given

    return read


def whole(least: int = 0, most: int = 2**53) -> Read:
    def read(given: Any, where: str) -> int:
        if not isinstance(given, str) or not re.fullmatch(r"-?[0-9]{1,16}", given):
            raise Refused(400, f"Invalid integer: {given}", code="parameter_invalid_integer", param=where)
        if not least <= int(given) <= most:
            raise Refused(400, f"This value must be between {least} and {most}.", code="parameter_invalid_integer", param=where)
        return int(given)

    return read


def flag(given: Any, where: str) -> bool:
    if given not in ("true", "false"):
        raise Refused(400, f"Invalid boolean: {given}", param=where)
    return given == "true"


def choice(*words: str) -> Read:
    def read(given: Any, where: str) -> str:
        if given not in words:
            raise Refused(400, f"Invalid {where}: must be one of {', '.join(words)}", param=where)
        return given

    return read


def url(given: Any, where: str) -> str:
    if not isinstance(given, str) or not re.fullmatch(r"https?://\S{1,5000}", given):
        raise Refused(400, "Not a valid URL", code="url_invalid", param=where)
    return given


def metadata(given: Any, where: str) -> dict[str, str]:
    if not isinstance(given, Mapping) or len(given) > 50:
        raise Refused(400, f"Invalid {where}: at most 50 keys", param=where)
    for key, value in given.items():
        if len(key) > 40 or not isinstance(value, str) or len(value) > 500:
            raise Refused(400, f"Invalid {where}: keys of 40, values of 500 characters at most", param=f"{where}[{key}]")
    return dict(given)


@dataclass(frozen=True)
class Fields:
    """What may stand in one place, and what must."""

    known: Mapping[str, Read]
    needed: Sequence[str] = ()

    def __call__(self, given: Any, where: str = "") -> Tree:
        if not isinstance(given, Mapping):
            raise Refused(400, f"Invalid object: {where}", param=where)
        told: Mapping[str, Any] = given

        def name(field: str) -> str:
            return f"{where}[{field}]" if where else field

        for field in told:
            if field not in self.known:
                raise unknown(name(field))
        for field in self.needed:
            if field not in told:
                raise missing(name(field))
        return {field: self.known[field](value, name(field)) for field, value in told.items()}


def several(each: Read, most: int) -> Read:
    def read(given: Any, where: str) -> list[Any]:
        if not isinstance(given, Mapping) or not all(isinstance(key, str) and key.isdigit() for key in given):
            raise Refused(400, f"Invalid array: {where}", param=where)
        if len(given) > most:
            raise Refused(400, f"Array {where} exceeded maximum {most} allowed elements.", param=where)
        return [each(given[key], f"{where}[{key}]") for key in sorted(given, key=int)]

    return read


_EXPAND = {"expand": several(text(), 20)}
_PAGE = {"limit": whole(1, 100), "starting_after": text(), "ending_before": text()}
_PRODUCT = Fields({"name": text(250), "description": text(), "tax_code": text(form=r"txcd_[0-9]{8}")}, needed=("name",))
_PRICE = Fields(
    {
        "currency": text(form=r"[a-z]{3}"),
        "unit_amount": whole(0, 99_999_999),
        "product_data": _PRODUCT,
        "tax_behavior": choice("inclusive", "exclusive", "unspecified"),
    },
    needed=("currency", "product_data", "unit_amount"),
)
_LINE = Fields({"quantity": whole(1, 999_999), "price_data": _PRICE}, needed=("price_data", "quantity"))
_LOCALES = ("auto", "de", "en", "en-GB", "es", "fr", "it", "nl", "pl", "pt")

OPERATIONS: Mapping[str, Fields] = {
    "POST /v1/customers": Fields({"email": text(512), "name": text(256), "metadata": metadata, **_EXPAND}),
    "GET /v1/customers/{id}": Fields(_EXPAND),
    "DELETE /v1/customers/{id}": Fields({}),
    "POST /v1/checkout/sessions": Fields(
        {
            "mode": choice("payment"),
            "customer": text(),
            "client_reference_id": text(200),
            "metadata": metadata,
            "payment_intent_data": Fields({"metadata": metadata, "description": text(1000)}),
            "line_items": several(_LINE, 100),
            "locale": choice(*_LOCALES),
            "success_url": url,
            "cancel_url": url,
            "expires_at": whole(),
            "automatic_tax": Fields({"enabled": flag}, needed=("enabled",)),
            "customer_update": Fields({"address": choice("auto", "never"), "name": choice("auto", "never")}),
            **_EXPAND,
        },
        needed=("success_url",),
    ),
    "GET /v1/checkout/sessions": Fields({"payment_intent": text(), "customer": text(), **_PAGE, **_EXPAND}),
    "GET /v1/checkout/sessions/{id}": Fields(_EXPAND),
    "POST /v1/checkout/sessions/{id}/expire": Fields(_EXPAND),
    "GET /v1/payment_intents/{id}": Fields(_EXPAND),
    "GET /v1/charges/{id}": Fields(_EXPAND),
    "POST /v1/refunds": Fields(
        {
            "payment_intent": text(),
            "charge": text(),
            "amount": whole(1, 99_999_999),
            "reason": choice("duplicate", "fraudulent", "requested_by_customer"),
            "metadata": metadata,
            **_EXPAND,
        }
    ),
    "GET /v1/refunds": Fields({"payment_intent": text(), "charge": text(), **_PAGE, **_EXPAND}),
    "GET /v1/refunds/{id}": Fields(_EXPAND),
    "GET /v1/disputes": Fields({"payment_intent": text(), "charge": text(), **_PAGE, **_EXPAND}),
    "GET /v1/disputes/{id}": Fields(_EXPAND),
    "POST /v1/disputes/{id}/close": Fields(_EXPAND),
    "POST /v1/billing_portal/sessions": Fields({"customer": text(), "return_url": url, **_EXPAND}, needed=("customer",)),
    "GET /v1/events": Fields({"type": text(), "types": several(text(), 20), "created": Fields({"gte": whole()}), **_PAGE}),
    "GET /v1/events/{id}": Fields({}),
}

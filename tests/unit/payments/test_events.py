from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
import stripe

from shared.payments import events
from shared.platform.settings import BadSettings, read_settings
from shared.webhooks.errors import BadHook, Untrusted
from standins.payments.courier import signature
from tests.fixtures.fakes import NOON
from tests.unit.infra.test_topology import A_SECRET

OLD, NEW = "whsec_oldoldoldoldoldold", "whsec_newnewnewnewnewnew"
BODY = json.dumps({"id": "evt_1", "type": "charge.refunded", "data": {"object": {"object": "charge", "id": "ch_1"}}}).encode()
MOMENT = int(NOON.timestamp())


def refused(header: str, body: bytes = BODY) -> str | None:
    try:
        events.require_trusted((OLD, NEW), header, body, NOON)
    except Untrusted as untrusted:
        return str(untrusted.details["reason"])
    return None


def test_a_signature_is_what_stripes_library_takes_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """C11: and nothing else: another body, another secret, another time."""
    monkeypatch.setattr("time.time", lambda: float(MOMENT))
    for secret in (OLD, NEW):
        header = signature(secret, MOMENT, BODY)
        assert stripe.WebhookSignature.verify_header(BODY.decode(), header, secret, 300)
        assert refused(header) is None
    assert refused(f"t={MOMENT},v0=00,v1=00,{signature(NEW, MOMENT, BODY).partition(',')[2]}") is None
    assert refused(signature("whsec_strangestrange", MOMENT, BODY)) == "signature"
    assert refused(signature(NEW, MOMENT, BODY), BODY + b" ") == "signature"
    assert refused(signature(NEW, MOMENT - 301, BODY)) == refused(signature(NEW, MOMENT + 301, BODY)) == "stale"
    for header in ("", "t=1", "v1=00", f"t={MOMENT}"):
        assert refused(header) == "missing"


def test_an_event_tells_an_object_and_its_id() -> None:
    """C11: what it says beside that is not read."""
    assert events.read_event(BODY) == events.StripeEvent("evt_1", "charge.refunded", "charge", "ch_1")
    for wrong in (b"", b"[]", b'{"data": {}}', b'{"id": "evt_1", "type": "x", "data": {"object": {"object": "charge"}}}'):
        with pytest.raises(BadHook):
            events.read_event(wrong)


def test_only_stripe_itself_is_asked_in_the_cloud() -> None:
    """N1, C11: another address is for a laptop; a secret is never repeated."""
    told: Mapping[str, Any] = {
        "GOOGLE_CLOUD_PROJECT": "rushes-example",
        "RUSHES_FUNCTIONS_URL": "https://rushes.example",
        "RUSHES_IDENTITY_KEY": "0" * 32,
        **{f"RUSHES_BUCKET_{each}": "bucket" for each in ("UPLOADS", "PROVIDER_OUT", "MEDIA")},
        "STRIPE_API_KEY": A_SECRET["stripe-api-key"],
    }
    here = {**told, "RUSHES_STRIPE_URL": "http://127.0.0.1:8095"}
    assert read_settings(here).stripe_url == "http://127.0.0.1:8095"
    with pytest.raises(BadSettings, match="RUSHES_STRIPE_URL"):
        read_settings({**here, "K_SERVICE": "payments"})
    assert read_settings({**told, "K_SERVICE": "payments", "RUSHES_STRIPE_URL": "https://api.stripe.com"}).stripe_key
    with pytest.raises(BadSettings) as wrong:
        read_settings({**told, "STRIPE_API_KEY": "pk_live_publicpublic"})
    assert "publicpublic" not in str(wrong.value)

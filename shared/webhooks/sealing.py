"""Endpoints' secrets: sealed by Cloud KMS as users' own keys are, open in a worker's memory only while it sends."""

from __future__ import annotations

from dataclasses import replace

from shared.platform.clients import clock, store, vault
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Plan, Seen
from shared.platform.sealed_secrets import Sealed, Secret
from shared.webhooks.model import ENDPOINTS, Endpoint, SigningSecret, read_endpoint


def seal(user_id: str, endpoint_id: str, secret: str) -> SigningSecret:
    return SigningSecret(vault().seal(Secret(secret), *_bound(user_id, endpoint_id)).fields())


def opened(endpoint: Endpoint) -> list[str]:
    """Those that sign now."""
    bound = _bound(endpoint.user_id, endpoint.id)
    return [vault().open(Sealed.read(each.sealed), *bound).reveal() for each in endpoint.good_secrets(clock().now())]


def rewrap(retired: str, *, limit: int = 100) -> int:
    """Put secrets that this version of the wrapping key wraps under today's primary one; of how many endpoints they were."""
    rows = store().find(ENDPOINTS, where=[("wrapped_by", "array_contains", retired)], limit=limit)
    found = [endpoint for row in rows if (endpoint := read_endpoint(row, clock().now()))]
    return sum(_rewrapped(endpoint, retired) for endpoint in found)


def _rewrapped(known: Endpoint, retired: str) -> bool:
    secrets = tuple(replace(each, sealed=_anew(known, each, retired)) for each in known.secrets)

    def decide(seen: Seen) -> Plan[bool]:
        current = read_endpoint(seen[known.path], clock().now())
        after = current and replace(current, secrets=secrets)
        if after is None or current is None or current.secrets != known.secrets or retired in after.wrapped_by:
            return Plan(answer=False)  # it is gone, has others by now, or there is no newer primary version
        return Plan(answer=True, writes=[codec.write(seen[known.path], after)])

    return store().settle([known.path], decide)


def _anew(endpoint: Endpoint, secret: SigningSecret, retired: str) -> dict[str, object]:
    sealed = Sealed.read(secret.sealed)
    if sealed.wrapped_by == retired:
        sealed = vault().rewrap(sealed, *_bound(endpoint.user_id, endpoint.id))
    return sealed.fields()


def _bound(user_id: str, endpoint_id: str) -> tuple[str, ...]:
    """What a secret opens for, and for nothing else."""
    return ENDPOINTS, user_id, endpoint_id

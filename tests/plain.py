"""Single calls to the stack's doors, as httpx.get makes them, less the certificates that each of those would load anew."""

from __future__ import annotations

import httpx

# thirty milliseconds went into each call's certificates, of which plain HTTP has no use; no connection outlives its call
_CLIENT = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0), trust_env=False)

delete, get, head, options = _CLIENT.delete, _CLIENT.get, _CLIENT.head, _CLIENT.options
post, put, request = _CLIENT.post, _CLIENT.put, _CLIENT.request

"""App Check's word for the project's web app, for a program that cannot attest: by a debug token that lives for one exchange.

Such a token lets whoever knows it pass for the app, so it is deleted as soon as it was used; what was given for it holds an hour.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx

from local.infra.firebase import FIREBASE, require_good
from local.infra.programs import Stopped

_APP_CHECK = "https://firebaseappcheck.googleapis.com/v1"
_SETTLES_S, _LOOK_S = 60.0, 3.0  # how long App Check may not know an app, or a token of it, that was just made
_NOT_YET = (400, 403, 404)


def vouched(project: str, http: httpx.Client, wait: Callable[[float], object] = time.sleep) -> str:
    """The token for the header X-Firebase-AppCheck."""

    def ask(method: str, where: str, body: dict[str, Any] | None = None) -> Any:
        waited = 0.0
        while (answer := http.request(method, where, json=body)).status_code in _NOT_YET and waited < _SETTLES_S:
            wait(_LOOK_S)
            waited += _LOOK_S
        require_good(answer)
        return answer.json()

    apps = ask("GET", f"{FIREBASE}/projects/{project}/webApps").get("apps", [])
    if not apps:
        raise Stopped(f"{project} has no web app that App Check could vouch for: make deploy makes one")
    app, secret = f"{_APP_CHECK}/projects/{project}/apps/{apps[0]['appId']}", str(uuid.uuid4())
    made = ask("POST", f"{app}/debugTokens", {"displayName": "make smoke", "token": secret})
    try:
        return str(ask("POST", f"{app}:exchangeDebugToken", {"debugToken": secret})["token"])
    finally:
        require_good(http.delete(f"{_APP_CHECK}/{made['name']}"))

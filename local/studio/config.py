"""/config.json: where the studio runs, as whoever serves it knows. Everybody may read it; nothing in it opens anything by itself.

`url` is the API's, empty where that is the same host; `emulators` is there on the local stack alone; `app_check` where apps are
vouched for. The command `rushes login` reads it, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

_DOCS = "/docs/"


def of_the_stack(environment: Mapping[str, str]) -> dict[str, Any]:
    own = urlsplit(environment["RUSHES_FUNCTIONS_URL"]).netloc
    return {
        "url": "",
        "firebase": {"apiKey": "local", "authDomain": own, "projectId": environment["GOOGLE_CLOUD_PROJECT"]},
        "emulators": {
            "auth": environment["FIREBASE_AUTH_EMULATOR_HOST"],
            "firestore": environment["FIRESTORE_EMULATOR_HOST"],
        },
        "version": environment.get("RUSHES_VERSION", "dev"),
        "docs": _DOCS,
    }


def of_a_deployment(host: str, project: str, app: Mapping[str, str], version: str, site_key: str = "") -> dict[str, Any]:
    """`app` is Firebase's web app. What helps with a sign-in (/__/auth/) is at our own host: no third party to a browser."""
    push = {"messagingSenderId": sender} if (sender := app.get("messagingSenderId")) else {}
    return {
        "url": "",
        "firebase": {"apiKey": app["apiKey"], "authDomain": host, "projectId": project, "appId": app["appId"], **push},
        **({"app_check": {"site_key": site_key}} if site_key else {}),
        "version": version,
        "docs": _DOCS,
    }

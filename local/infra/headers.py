"""What a browser is told with each page, by infra/headers.json, which Terraform reads too.

The studio's policy is a table of directives: what always holds, what a deployment adds, what it adds where App Check is on, and
what the local stack has instead of a deployment's sources.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from local.tools import ROOT

_TOLD: Mapping[str, Any] = json.loads((ROOT / "infra" / "headers.json").read_text(encoding="utf-8"))
PAGES: Mapping[str, str] = _TOLD["pages"]  # those that are written by hand, and the documentation
_ONLY_BY_TLS = "Strict-Transport-Security"
ASSETS = "/studio/assets/"  # their names change with what is in them
_FOR_GOOD, _ASKED_EACH_TIME = "public, max-age=31536000, immutable", "no-cache"


def of_a_deployment(project: str | None, *, app_check: bool = False) -> dict[str, str]:
    """The studio's; without a project (in firebase.json, which is for any) all of Cloud Storage is a source."""
    stages = ("always", "cloud", *(("app_check",) if app_check else ()))
    return _with_policy(
        stages, {"/{project}-media/": "", "/{project}-uploads/": ""} if project is None else {"{project}": project}
    )


def of_the_stack(environment: Mapping[str, str]) -> dict[str, str]:
    """The studio's, with the emulators in place of Google."""
    places = {
        "{project}": environment["GOOGLE_CLOUD_PROJECT"],
        "{storage}": environment["STORAGE_EMULATOR_HOST"],
        "{auth}": f"http://{environment['FIREBASE_AUTH_EMULATOR_HOST']}",
        "{firestore}": f"http://{environment['FIRESTORE_EMULATOR_HOST']}",
    }
    told = _with_policy(("always", "local"), places)
    return {name: value for name, value in told.items() if name != _ONLY_BY_TLS}


def caching(path: str) -> str:
    """Whoever asks for the studio anew gets the newest, whose files have new names."""
    return _FOR_GOOD if path.startswith(ASSETS) else _ASKED_EACH_TIME


def _with_policy(stages: Sequence[str], places: Mapping[str, str]) -> dict[str, str]:
    directives: list[str] = []
    for row in _TOLD["studio_policy"]:
        sources = " ".join(row[stage] for stage in stages if stage in row)
        for name, place in places.items():
            sources = sources.replace(name, place)
        directives.append(" ".join((row["directive"], *dict.fromkeys(sources.split()))))
    return {"Content-Security-Policy": "; ".join(directives), **_TOLD["studio"]}

"""firebase.json, written from the topology: the pages, and every public door under the one host.

    python -m local.infra.hosting            write it
    python -m local.infra.hosting --check    say what is wrong with it

Hosting passes the whole path on; a door takes its own name off. What the browser is told of the pages, and of the
documentation (local/site) that is published with them, is told here too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from local.infra.topology import PUBLIC, ROOT, place_of, read

TARGET = ROOT / "firebase.json"
PAGES = "infra/pages"
_OURS = "script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"  # the documentation has a search
_POLICY = f"default-src 'none'; {_OURS}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}
_STATIC = ("/", "/index.html", "/404.html", "/style.css", "/docs", "/docs/**", "/llms.txt", "/llms-full.txt")


def document(topology: Mapping[str, Any]) -> dict[str, Any]:
    """Each door twice: its bare name, and everything below. No rule for slashes at the end, which would redirect a POST."""
    region = topology["region"]
    return {
        "hosting": {
            "public": PAGES,
            "cleanUrls": True,
            "headers": [
                {"source": page, "headers": [{"key": key, "value": value} for key, value in HEADERS.items()]} for page in _STATIC
            ],
            "rewrites": [
                {"source": source, "run": {"serviceId": door, "region": region}}
                for door in doors(topology)
                for source in _sources(door, topology)
            ],
        },
        "firestore": {"rules": "firestore.rules", "indexes": "infra/firestore.indexes.json"},
        "storage": {"rules": "infra/storage.rules"},  # of no bucket of ours, unless somebody links one to Firebase
    }


def _sources(door: str, topology: Mapping[str, Any]) -> tuple[str, str]:
    place = place_of(door, topology)
    return f"/{place}", f"/{place}/**"


def doors(topology: Mapping[str, Any]) -> list[str]:
    return [name for name, told in topology["functions"].items() if told["door"] in PUBLIC]


def problems(told: Mapping[str, Any], topology: Mapping[str, Any]) -> Iterator[str]:
    """Whether all doors are led to, and nothing else is."""
    public, led = doors(topology), told["hosting"]["rewrites"]
    for each in led:
        name = each["run"]["serviceId"]
        if name not in public:
            yield f"{each['source']} leads to {name}, which is no public door"
        elif each["source"] not in _sources(name, topology):
            yield f"{each['source']} leads to {name}, which has another name"
        if each["run"]["region"] != topology["region"]:
            yield f"{each['source']} leads to {each['run']['region']}"
    for name in public:
        if missing := {*_sources(name, topology)} - {each["source"] for each in led}:
            yield f"nothing leads to {', '.join(sorted(missing))}"
    for file in (ROOT / PAGES).iterdir():
        if file.name in [place_of(name, topology) for name in public]:
            yield f"the page {file.name} would be shown instead of the door"
    if told != document(topology):
        yield "not what the topology makes of it: run `python -m local.infra.hosting`"


def main() -> int:
    topology = read()
    if sys.argv[1:] == ["--check"]:
        found = [f"firebase.json: {each}" for each in problems(json.loads(TARGET.read_text(encoding="utf-8")), topology)]
        print("\n".join(found), end="\n" if found else "")
        return 1 if found else 0
    TARGET.write_text(json.dumps(document(topology), indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""firebase.json, written from the topology: the pages, the studio, and every public door under the one host.

    python -m local.infra.hosting            write it
    python -m local.infra.hosting --check    say what is wrong with it

Hosting passes the whole path on; a door takes its own name off. What the browser is told of the pages, of the documentation and
of the studio that are published with them stands in infra/headers.json. A deployment has this document with the studio's headers
of its own project.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from local.infra import headers
from local.infra.topology import PUBLIC, ROOT, place_of, read

TARGET = ROOT / "firebase.json"
PAGES = "infra/pages"
_CACHING = "Cache-Control"
HEADERS = headers.PAGES
_STATIC = ("/404.html", "/style.css", "/docs", "/docs/**", "/llms.txt", "/llms-full.txt")
INDEX = "/index.html"
_FILES = "assets"  # of the studio; one that is not there is no page
_DEEP = ("/studio", f"/studio/!({_FILES})", f"/studio/!({_FILES})/**")
_STUDIO = ("/", INDEX, "/config.json", "/studio", "/studio/**")


def document(topology: Mapping[str, Any], project: str | None = None, *, app_check: bool = False) -> dict[str, Any]:
    """Each door twice: its bare name, and everything below. No rule for slashes at the end, which would redirect a POST."""
    region = topology["region"]
    studio = {**headers.of_a_deployment(project, app_check=app_check), _CACHING: headers.caching(INDEX)}
    return {
        "hosting": {
            "public": PAGES,
            "cleanUrls": True,
            "headers": [
                *(_told(page, HEADERS) for page in _STATIC),
                *(_told(page, studio) for page in _STUDIO),
                _told(f"{headers.ASSETS}**", {_CACHING: headers.caching(headers.ASSETS)}),  # the last that fits holds
            ],
            "rewrites": [
                *(
                    {"source": source, "run": {"serviceId": door, "region": region}}
                    for door in doors(topology)
                    for source in _sources(door, topology)
                ),
                *({"source": source, "destination": INDEX} for source in _DEEP),
            ],
        },
        "firestore": {"rules": "firestore.rules", "indexes": "infra/firestore.indexes.json"},
        "storage": {"rules": "infra/storage.rules"},  # of no bucket of ours, unless somebody links one to Firebase
    }


def _told(source: str, values: Mapping[str, str]) -> dict[str, Any]:
    return {"source": source, "headers": [{"key": key, "value": value} for key, value in values.items()]}


def _sources(door: str, topology: Mapping[str, Any]) -> tuple[str, str]:
    place = place_of(door, topology)
    return f"/{place}", f"/{place}/**"


def doors(topology: Mapping[str, Any]) -> list[str]:
    return [name for name, told in topology["functions"].items() if told["door"] in PUBLIC]


def problems(told: Mapping[str, Any], topology: Mapping[str, Any]) -> Iterator[str]:
    """Whether all doors are led to, and nothing else is."""
    public, led = doors(topology), [each for each in told["hosting"]["rewrites"] if "run" in each]
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

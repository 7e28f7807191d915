"""What a deployment shows of its own, each file by its address: the pages, the documentation, the studio with its config.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from local.infra import hosting
from local.site import SITE
from local.studio import DIST
from local.tools import ROOT

PAGES = ROOT / hosting.PAGES
_INDEX = "/studio/index.html"


def everything(config: Mapping[str, Any], *, site: Path = SITE, studio: Path = DIST) -> dict[str, bytes]:
    return {**dict(_within(PAGES)), **made_here(config, site=site, studio=studio)}


def made_here(config: Mapping[str, Any], *, site: Path = SITE, studio: Path = DIST) -> dict[str, bytes]:
    """All but the pages that are written by hand, which Terraform puts into the bucket of a load balancer."""
    files = dict(_within(studio, "/studio/"))
    index = files.pop(_INDEX)  # shown at each of the studio's addresses, from one place
    told = json.dumps(config, separators=(",", ":")).encode()
    return {**dict(_within(site)), **files, "/index.html": index, "/config.json": told}


def _within(folder: Path, place: str = "/") -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.name.startswith("."):
            yield f"{place}{file.relative_to(folder)}", file.read_bytes()

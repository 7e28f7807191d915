"""Bring a store that an earlier release wrote up to this one's documents: docs/upgrading.md.

python -m local.backfill                       looks only, and counts what is lacking, in the stack that runs here
python -m local.backfill --apply               writes it
python -m local.backfill --project my-project  the same in the cloud, with the caller's own credentials
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Sequence

from local.first_steps import running
from shared.platform.clock import clock_at
from shared.platform.firestore.client import Client, Firestore
from shared.platform.firestore.documents import Store
from shared.upgrade import backfill


def main(arguments: Sequence[str] | None = None) -> None:
    given = _given(arguments)
    project = given.project
    if project is None:
        here = running()
        project, os.environ["FIRESTORE_EMULATOR_HOST"] = here["GOOGLE_CLOUD_PROJECT"], here["FIRESTORE_EMULATOR_HOST"]
    print(f"{project}: {'writing' if given.apply else 'only looking (--apply writes)'}", flush=True)
    run(Store(Firestore(Client(project=project)), clock_at(None)), apply=given.apply, begin=given.begin)


def run(store: Store, *, apply: bool, begin: str | None = None) -> Counter[str]:
    """Tells where it is after each page; answers how many documents of each collection were lacking something."""
    lacking: Counter[str] = Counter()
    for page in backfill.pages(store, clock_at(None).now(), apply=apply, begin=begin):
        lacking[page.collection] += page.lacking
        place = f", to go on: --from {page.collection}/{page.last}" if page.last else ""
        print(f"{page.collection}: {page.read} read, {page.lacking} {'written' if apply else 'lacking'}{place}", flush=True)
    print(f"{lacking.total()} documents {'were written' if apply else 'lack something'}", flush=True)
    return lacking


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Write into the documents of earlier releases what they lack.")
    parser.add_argument("--project", help="a project in the cloud; without it the stack that runs here")
    parser.add_argument("--apply", action="store_true", help="write; without it nothing is changed")
    parser.add_argument("--from", dest="begin", metavar="PLACE", help="a collection, or where an earlier run told it was")
    given = parser.parse_args(arguments)
    if given.begin and given.begin.partition("/")[0] not in backfill.PLACES:
        parser.error(f"--from: one of {', '.join(backfill.PLACES)}")
    return given


if __name__ == "__main__":
    main()

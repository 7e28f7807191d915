"""The canary of who writes prompts: one text about a picture of ours. Its task may come twice; the second changes nothing."""

from __future__ import annotations

import base64
import io
from datetime import datetime

from shared.canaries import outcomes
from shared.canaries.model import WRITER, canary_path, read
from shared.canaries.rules import Verdict
from shared.catalog import reads as catalog_reads
from shared.config import sections
from shared.config.model import CanarySection
from shared.platform.clients import clock, store
from shared.prompts.brief import Brief
from shared.prompts.model_requests import first_request
from shared.prompts.writing import write_once
from shared.providers.registry import writer_for
from shared.providers.writing import Photo, Trouble, WritingFailed

_FAILED = frozenset({Trouble.EMPTY, Trouble.TRUNCATED, Trouble.BAD_ANSWER, Trouble.TIMED_OUT, Trouble.PROVIDER_ERROR})
_PICTURE = base64.b64decode(  # sixteen pixels a side, of one blue
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mMwTjtDEmIY1TCqYfhqAAAyDmUQmeLCAAAAAABJRU5ErkJggg=="
)


def try_writer(number: int) -> None:
    if not sections.get(CanarySection).enabled:
        return
    canary = read(store().get(canary_path(WRITER)))
    if canary is None or canary.tries != number:
        return
    row, began = catalog_reads.writer(), clock().now()
    try:
        _write(row, number)
    except WritingFailed as failure:
        gone = failure.trouble is Trouble.MODEL_RETIRED
        verdict = Verdict.GONE if gone else Verdict.FAILED if failure.trouble in _FAILED else Verdict.NOTHING_SAID
        outcomes.settle(canary, verdict, failure.trouble.value, None)
    else:
        outcomes.settle(canary, Verdict.PASSED, "completed", _since(began))


def _write(row: dict[str, str], number: int) -> None:
    brief = Brief("static_shot", (), None, None, None, None, "", "en", "", {})
    request = first_request(f"canary{number}", row["model"], brief)
    picture = Photo("", "image/png", len(_PICTURE), lambda: io.BytesIO(_PICTURE))
    write_once(writer_for(row["surface"]), request, brief, picture)


def _since(began: datetime) -> float:
    return round((clock().now() - began).total_seconds(), 1)

"""docs/limits.md: every limit that a user can meet, from the configuration's sections, the doors and the API document."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from local.openapi.environment_page import usual
from local.openapi.headers import PARAMETERS
from shared.config.model import SECTIONS, Section, SectionName
from shared.platform.web.door import BODY_LIMIT
from shared.shares.passes import ATTEMPTS

_BEGINNING = """# Limits

Written by `python -m local.openapi` from the configuration, the doors and the API document; a test holds it up to date.
What holds for the one who asks, `GET /account` says in `limits`, and `GET /catalog/limits` what holds for everybody. Past a
limit a call is refused with a [code](errors.md), and nothing was charged.

## What an operator sets
For everybody by `PUT /admin/config/{section}`, and, where a user's own limits name it, for one of them by
`PUT /admin/users/{user_id}/overrides`. Instances notice within a minute.
"""
_SECTIONS: Mapping[SectionName, str] = {
    "concurrency": "At once",
    "limits": "Calls a minute",
    "guests": "Guests",
    "quotas": "Kept or open",
    "films": "Films",
    "storyboards": "Storyboards, in characters or entries",
    "advanced": "Times and sizes",
    "credits": "Credits",
}
_NOT_MET = {  # of the machinery, or a price
    *("submit_retry_delays_s", "store_retry_delays_s", "sweep_page", "storage_budget_gib", "credit_usd"),
    *("film_minute_usd", "million_tokens_usd"),
    "closed",
    *("signup_grant", "guest_grant", "film", "film_minute", "edit", "own_key_fee"),
}
_OF_OPERATORS = re.compile(r"^(ConfigSection|Credit|FailJob|ModelSuspension|Reason|Rewrap|UserOverrides)")
_TEXT_OF_NOTE = 500
_WORDS = re.compile(r"^    (\w+): .*?#\s*(.+)$", re.MULTILINE)


def rendered(document: Mapping[str, Any]) -> str:
    lines = [_BEGINNING]
    for name, title in _SECTIONS.items():
        lines += [f"### {title} (`{name}`)", "| limit | unless set | may be set to | what it is |", "|---|---|---|---|"]
        lines += [*_rows(SECTIONS[name]), ""]
    lines += ["## What a call may hold", "| body | at most |", "|---|---|", *_fields(document["components"]["schemas"]), ""]
    lines += ["Every other field's bounds stand in the reference, with its door.", "", *_fixed(document)]
    return "\n".join(lines) + "\n"


def _rows(section: type[Section]) -> Iterator[str]:
    words = dict(_WORDS.findall(inspect.getsource(section)))
    for name, field in section.model_fields.items():
        if name not in _NOT_MET:
            low, high = _bounds(field)
            default = "none" if field.default is None else f"{field.default:,}"
            yield f"| `{name}` | {default} | {low:,}–{high:,} | {words[name]} |"


def _bounds(field: FieldInfo) -> tuple[int, int]:
    """Its own; of one that may be none, those of the rest."""
    parts = getattr(field.annotation, "__args__", ())
    told = [*field.metadata, *(each for part in parts for known in getattr(part, "__metadata__", ()) for each in known.metadata)]
    (low,), (high,) = ([each.ge for each in told if isinstance(each, Ge)], [each.le for each in told if isinstance(each, Le)])
    return cast("int", low), cast("int", high)


def _fields(schemas: Mapping[str, Any]) -> Iterator[str]:
    for name, schema in schemas.items():
        if name.endswith("Request") and not _OF_OPERATORS.match(name):
            fields = schema.get("properties", {}).items()
            told = [f"`{field}` {most}" for field, form in fields if (most := _most([form, *form.get("anyOf", ())], field))]
            told += [f"{schema['maxItems']} entries"] if "maxItems" in schema else []
            if told:
                yield f"| {name} | {', '.join(told)} |"


def _most(forms: Sequence[Mapping[str, Any]], field: str) -> str:
    for form in forms:
        if most := form.get("maxItems"):
            return str(most)
        if (most := form.get("maxLength", 0)) >= _TEXT_OF_NOTE:
            return f"{most:,} characters"
        if field == "bytes" and "maximum" in form:
            return f"{form['maximum'] >> 20} MiB"
    return ""


def _fixed(document: Mapping[str, Any]) -> Iterator[str]:
    wait = _parameter(document, "/watch/{job_id}", "wait")
    minutes = _parameter(document, "/videos/{job_id}/links", "minutes")
    page = _parameter(document, "/videos", "limit")
    key = re.search(r"\{(\d+),(\d+)\}", PARAMETERS["IdempotencyKey"]["schema"]["pattern"])
    assert key
    seconds = usual().body_seconds
    yield "## What nobody sets"
    yield "| | |\n|---|---|"
    yield f"| a page of a list | {page['maximum']} entries, {page['default']} unless asked |"
    yield f"| a long poll | {wait['maximum']} seconds |"
    yield f"| a signed address | {minutes['minimum']}–{minutes['maximum']} minutes, {minutes['default']} unless asked |"
    yield f"| an `Idempotency-Key` | {key[1]}–{key[2]} letters, digits, `-` and `_`; kept for two days |"
    arrives = f"{seconds} seconds to arrive, and one more for each 16 KiB"
    yield f"| a body | {BODY_LIMIT >> 10} KiB, unless the door says otherwise; {arrives} |"
    yield "| an upload's place | a quarter of an hour |"
    yield f"| tries of a link's password | {ATTEMPTS} a minute for each link, whoever tries, in each instance |"


def _parameter(document: Mapping[str, Any], path: str, name: str) -> Mapping[str, Any]:
    told = document["paths"][path]["get"]["parameters"]
    return next(each["schema"] for each in told if each.get("name") == name)

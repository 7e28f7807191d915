"""From bytes to a valid value, or to an error that says in the caller's language where and why it is not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qs

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.platform.errors import InvalidRequest, Language, MalformedJson, Text, UnsupportedMediaType

M = TypeVar("M", bound=BaseModel)
_BRANCH = re.compile(r"[a-z-]+\[.+\]")  # where a field may be one of several, pydantic says which it tried: `literal['all']`


class Strict(BaseModel):
    """The base of every body and query: unknown fields are refused, texts are trimmed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True, defer_build=True)


_DATE = Text("must be a date like 2026-01-31", "muss ein Datum sein wie 2026-01-31")
_LIST = Text("must be a list", "muss eine Liste sein")
_PROBLEMS: dict[str, Text] = {
    "missing": Text("is required", "fehlt"),
    "extra_forbidden": Text("is not known here", "ist hier nicht bekannt"),
    "string_type": Text("must be a text", "muss ein Text sein"),
    "string_too_short": Text(
        "needs at least {min_length} {min_length:character|characters}", "braucht mindestens {min_length} Zeichen"
    ),
    "string_too_long": Text(
        "may have at most {max_length} {max_length:character|characters}", "darf höchstens {max_length} Zeichen haben"
    ),
    "string_pattern_mismatch": Text("does not have the form {pattern}", "hat nicht die Form {pattern}"),
    "string_unicode": Text("is not valid Unicode", "ist kein gültiges Unicode"),
    "int_type": Text("must be a whole number", "muss eine ganze Zahl sein"),
    "int_parsing": Text("must be a whole number", "muss eine ganze Zahl sein"),
    "int_from_float": Text("must be a whole number", "muss eine ganze Zahl sein"),
    "int_parsing_size": Text("is too large a number", "ist eine zu große Zahl"),
    "float_type": Text("must be a number", "muss eine Zahl sein"),
    "float_parsing": Text("must be a number", "muss eine Zahl sein"),
    "finite_number": Text("must be a finite number", "muss eine endliche Zahl sein"),
    "bool_type": Text("must be true or false", "muss true oder false sein"),
    "bool_parsing": Text("must be true or false", "muss true oder false sein"),
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": Text("must be an object", "muss ein Objekt sein"),
    "model_type": Text("must be an object", "muss ein Objekt sein"),
    "model_attributes_type": Text("must be an object", "muss ein Objekt sein"),
    "too_short": Text(
        "needs at least {min_length} {min_length:entry|entries}", "braucht mindestens {min_length} {min_length:Eintrag|Einträge}"
    ),
    "too_long": Text(
        "may have at most {max_length} {max_length:entry|entries}",
        "darf höchstens {max_length} {max_length:Eintrag|Einträge} haben",
    ),
    "greater_than": Text("must be greater than {gt}", "muss größer als {gt} sein"),
    "greater_than_equal": Text("must be at least {ge}", "muss mindestens {ge} sein"),
    "less_than": Text("must be less than {lt}", "muss kleiner als {lt} sein"),
    "less_than_equal": Text("must be at most {le}", "darf höchstens {le} sein"),
    "enum": Text("must be one of {expected}", "muss eines davon sein: {expected}"),
    "literal_error": Text("must be one of {expected}", "muss eines davon sein: {expected}"),
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
}
_OTHER = Text("is not valid", "ist nicht gültig")


def body(model: type[M], raw: bytes, content_type: str | None, language: Language) -> M:
    """A body that is left out says as much as `{}`, whatever its type is."""
    if not raw:
        return value(model, {}, language)
    if (content_type or "").partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        if problems[0]["type"] == "json_invalid":
            raise MalformedJson(problem=str(problems[0].get("ctx", {}).get("error", "invalid"))) from None
        raise _invalid(problems, language, "body") from None


def query(model: type[M], raw: str, language: Language) -> M:
    """Query parameters; one that is given twice is taken as a list, which only a list field accepts."""
    given = parse_qs(raw, keep_blank_values=True)
    return value(model, {name: found[0] if len(found) == 1 else found for name, found in given.items()}, language, "query")


def value(model: type[M], given: Mapping[str, Any], language: Language, whole: str = "body") -> M:
    """An object whose values are at hand already; `whole` is what a problem of no single field is said of."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise _invalid(error.errors(include_url=False, include_input=False), language, whole) from None


def _invalid(found: list[Any], language: Language, whole: str) -> InvalidRequest:
    inner = {problem["loc"][:length] for problem in found for length in range(1, len(problem["loc"]))}
    problems = [each for each in found if each["type"] != "too_short" or each["loc"] not in inner]  # bad entries count as none
    fields = [
        {
            "field": ".".join(str(part) for part in problem["loc"] if not _BRANCH.fullmatch(str(part))) or whole,
            "problem": _say(problem["type"], problem.get("ctx") or {}, language),
            "code": problem["type"],
        }
        for problem in problems[:20]
    ]
    return InvalidRequest(summary="; ".join(f"{row['field']} {row['problem']}" for row in fields[:5]), fields=fields)


def _say(kind: str, values: Mapping[str, Any], language: Language) -> str:
    if kind == "value_error":  # raised by a validator of ours, whose error carries its text in both languages
        told = values.get("error")
        text = told.args[0] if told is not None and told.args and isinstance(told.args[0], Text) else _OTHER
        return text.say(language, {})
    if language == "de" and "expected" in values:
        values = {**values, "expected": " oder ".join(str(values["expected"]).rsplit(" or ", 1))}
    return _PROBLEMS.get(kind, _OTHER).say(language, values)

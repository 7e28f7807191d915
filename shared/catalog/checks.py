"""What a model can do: a wish held against its row, and each thing that stands against it in words of both languages."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shared.catalog import reads
from shared.catalog.errors import LeaveItOut, NotOffered
from shared.platform.errors import Language, Text

if TYPE_CHECKING:
    from shared.catalog.wish import Wish

# A prompt's tokens cannot be counted here without a call; four letters a token is what the vendors themselves advise.
_LETTERS_A_TOKEN = 4
_WHEN: Mapping[str, Text] = {  # under which condition a rule of the catalog stands
    "resolution": Text(" at {value}", " bei {value}"),
    "references": Text(" with {value} {value:reference|references}", " mit {value} {value:Referenzbild|Referenzbildern}"),
    "first_frame": Text(" with a first frame", " mit erstem Bild"),
    "last_frame": Text(" with a last frame", " mit letztem Bild"),
    "task": Text(" for the task {value}", " für die Aufgabe {value}"),
}
_ONLY = Text(
    "{model} makes only {either}{when}; you asked for {asked}.", "{model} macht{when} nur {entweder}; gewünscht: {asked}."
)
_SECONDS = Text(
    "{model} makes only {either} s{when}; you asked for {asked}.", "{model} macht{when} nur {entweder} s; gewünscht: {asked}."
)
_FEWER = Text(
    "{model} takes at most {most} {most:reference|references}; you gave {asked}.",
    "{model} nimmt höchstens {most} {most:Referenzbild|Referenzbilder}; gegeben: {asked}.",
)
_NONE: Mapping[str, Text] = {
    "references": Text("{model} takes no references{when}.", "{model} nimmt{when} keine Referenzbilder."),
    "first_frame": Text("{model} takes no first frame.", "{model} nimmt kein erstes Bild."),
    "last_frame": Text("{model} takes no last frame.", "{model} nimmt kein letztes Bild."),
    "negative_prompt": Text("{model} takes no negative prompt.", "{model} nimmt keinen Negativ-Prompt."),
    "seed": Text("{model} takes no seed.", "{model} nimmt keinen Seed."),
    "task": Text("{model} cannot {asked} videos.", "{model} kennt die Aufgabe {asked} nicht."),
}
_FIRST_TOO = Text("A last frame needs a first frame too.", "Ein letztes Bild braucht auch ein erstes.")
_SOUND = {
    "always": Text("{model} always makes sound: audio is true.", "{model} macht immer Ton: audio ist true."),
    "never": Text("{model} makes no sound: audio is false.", "{model} macht keinen Ton: audio ist false."),
}
_TOO_LONG = Text(
    "{model} takes prompts of at most {most} characters; yours has {asked}.",
    "{model} nimmt Prompts von höchstens {most} Zeichen; deiner hat {asked}.",
)


def against(row: dict[str, Any], wish: Wish) -> Iterator[NotOffered]:
    """Everything of the wish that this model cannot do."""
    if wish.seconds not in row["seconds"]:
        yield _only(row, "seconds", wish.seconds, row["seconds"])
    for field, column in (("resolution", "resolutions"), ("aspect_ratio", "aspect_ratios")):
        if getattr(wish, field) not in row[column]:
            yield _only(row, field, getattr(wish, field), row[column])
    if len(wish.references) > row["references"]:
        yield _references(row, len(wish.references))
    for field, picture in (("first_frame", wish.begins_with), ("last_frame", wish.last_frame)):
        if picture and not row[field]:
            yield _none(row, field)
    if wish.last_frame and not wish.begins_with:
        yield _told(row, "last_frame", _FIRST_TOO, "given", ["both", "neither"])
    if wish.task and wish.task not in (tasks := row.get("tasks", ())):
        yield _only(row, "task", wish.task, tasks) if tasks else _none(row, "task", asked=wish.task)
    for field in row.get("without", ()):
        if getattr(wish, field) is not None:
            yield _none(row, field)
    if row["audio"] != "toggle" and wish.audio is not (row["audio"] == "always"):
        yield _told(row, "audio", _SOUND[row["audio"]], wish.audio, [str(not wish.audio).lower()])
    yield from _by_rules(row, wish)
    if math.ceil(len(wish.prompt) / _LETTERS_A_TOKEN) > row["prompt_tokens"]:
        most = row["prompt_tokens"] * _LETTERS_A_TOKEN
        yield _told(row, "prompt", _TOO_LONG, len(wish.prompt), [f"at most {most} characters"], most=most)


def _by_rules(row: dict[str, Any], wish: Wish) -> Iterator[NotOffered]:
    for rule in row["rules"]:
        if not all(_fact(wish, field) in values for field, values in rule["when"].items()):
            continue
        when = {field: _fact(wish, field) for field in rule["when"]}
        for field, possible in rule["requires"].items():
            asked = _fact(wish, field)
            if asked in possible or asked not in _ever(row, field, asked):  # what it never can was told already
                continue
            yield _none(row, field, when) if possible == [0] else _only(row, field, asked, possible, when)


def _fact(wish: Wish, field: str) -> Any:
    """What a rule of the catalog looks at: values as they are, pictures by whether or how many there are."""
    if field == "first_frame":
        return wish.begins_with is not None
    found = getattr(wish, field)
    if field == "references":
        return len(found)
    return found is not None if field == "last_frame" else found


def _ever(row: dict[str, Any], field: str, asked: Any) -> Sequence[Any]:
    """What the model can of this under any condition."""
    return range(row["references"] + 1) if field == "references" else row["seconds"] if field == "seconds" else [asked]


def _only(
    row: dict[str, Any], field: str, asked: Any, possible: Sequence[Any], when: Mapping[str, Any] | None = None
) -> NotOffered:
    return _told(row, field, _SECONDS if field == "seconds" else _ONLY, asked, possible, when)


def _references(row: dict[str, Any], given: int) -> NotOffered:
    most = row["references"]
    if not most:
        return _none(row, "references", asked=given)
    return _told(row, "references", _FEWER, given, [f"at most {most}"], most=most)


def _none(row: dict[str, Any], field: str, when: Mapping[str, Any] | None = None, asked: Any = "given") -> NotOffered:
    return _told(row, field, _NONE[field], asked, [], when)


def _told(
    row: dict[str, Any],
    field: str,
    said: Text,
    asked: Any,
    possible: Sequence[Any],
    when: Mapping[str, Any] | None = None,
    **more: Any,
) -> NotOffered:
    def words(language: Language) -> str:
        condition = "".join(_WHEN[name].say(language, {"value": value}) for name, value in (when or {}).items())
        values = {"model": reads.key(row), "asked": asked, "when": condition, **more}
        return said.say(language, {**values, "either": _either(possible, "or"), "entweder": _either(possible, "oder")})

    shown = ", ".join(str(each) for each in possible)
    details = {"model": reads.key(row), "field": field, "asked": asked, "when": when, "possible": shown or None}
    return (NotOffered if possible else LeaveItOut)(**details, en=words("en"), de=words("de"))


def _either(values: Sequence[Any], conjunction: str) -> str:
    """Whole numbers in a row by their ends, as in 3–15; else each, as in 4, 6 or 8."""
    whole = [each for each in values if isinstance(each, int)]
    if len(values) > 3 and whole == list(range(whole[0], whole[0] + len(values))):
        return f"{whole[0]}–{whole[-1]}"
    words = [str(each) for each in values]
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}" if len(words) > 1 else "".join(words)

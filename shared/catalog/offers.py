"""What a model can do and what it costs: a wish checked against its row, and priced. Plain rules over data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from shared import catalog
from shared.catalog import Availability
from shared.catalog.overlay import AS_WRITTEN, TEXTS, Overlay
from shared.platform.errors import AppError, Text

# A prompt's tokens cannot be counted here without a call; four letters a token is what the vendors themselves advise.
_LETTERS_A_TOKEN = 4
_ENDING = Text("{model} is retired on {date}.", "{model} wird am {date} abgeschaltet.")


class UnknownModel(AppError):
    status, code = 422, "UNKNOWN_MODEL"
    message = Text("There is no model {model}.", "Das Modell {model} gibt es nicht.")
    action = Text("Choose one from the catalog, such as: {nearest}.", "Wähle eines aus dem Katalog, etwa: {nearest}.")


class ModelRetired(AppError):
    status, code = 422, "MODEL_RETIRED"
    message = Text("{model} was retired on {date}.", "{model} wurde am {date} abgeschaltet.")
    action = Text("Use {replacement} instead.", "Nimm stattdessen {replacement}.")


class ModelSuspended(AppError):
    """Out of the offer though not retired; `reason` is one of overlay.Cause, told in both languages."""

    status, code = 422, "MODEL_SUSPENDED"
    message = Text("{model} cannot be used. {en}", "{model} ist nicht verfügbar. {de}")
    action = Text("Choose another one from the catalog.", "Wähle ein anderes aus dem Katalog.")


class SuspendedWithReplacement(ModelSuspended):
    action = Text("Use {replacement} instead.", "Nimm stattdessen {replacement}.")


class NotOffered(AppError):
    """The model cannot do this; `rule` names what stands against it."""

    status, code = 422, "NOT_OFFERED"
    message = Text("{model} cannot do this: {rule}.", "{model} kann das nicht: {rule}.")
    action = Text("Choose one of: {possible}.", "Wähle eines davon: {possible}.")


@dataclass(frozen=True)
class Wish:
    """What a user asks of a model."""

    model: str  # surface/model
    prompt: str
    seconds: int
    aspect_ratio: str
    resolution: str
    audio: bool
    negative_prompt: str | None = None
    seed: int | None = None
    prompt_id: str | None = None  # where the text came from
    first_frame: str | None = None  # images, by their ids
    last_frame: str | None = None
    references: tuple[str, ...] = ()
    task: Literal["edit", "extend"] | None = None
    source: str | None = None  # the finished video that this one edits or extends
    continues: str | None = None  # the video, finished or not, whose last frame is its first
    billing: Literal["credits", "own_key"] = "credits"  # who pays the provider: we, or the user by a key of theirs

    @property
    def begins_with(self) -> str | None:
        """What its first frame is taken from, if it has one: an image or a video."""
        return self.first_frame or self.continues

    @property
    def images(self) -> tuple[str, ...]:
        """Every image that it needs, each once."""
        named = (self.first_frame, self.last_frame, *self.references)
        return tuple(dict.fromkeys(each for each in named if each))


@dataclass(frozen=True)
class Offer:
    """A wish that its model can fulfil, with its price."""

    wish: Wish
    credits_per_second: int
    usd: float  # the provider's list price; operators only
    warning: Mapping[str, str] | None  # the model's retirement is near
    fee: int | None = None  # for a video on the user's own key, instead of its price

    @property
    def credits(self) -> int:
        return self.fee if self.fee is not None else self.credits_per_second * self.wish.seconds


def find(model: str) -> dict[str, Any]:
    """The catalog's row for `surface/model`, or for a model's name alone where that is unambiguous."""
    rows = {catalog.key(row): row for row in catalog.rows()}
    if model in rows:
        return rows[model]
    named = [row for row in rows.values() if row["model"] == model]
    if len(named) == 1:
        return named[0]
    import difflib  # only a mistaken name needs it

    nearest = difflib.get_close_matches(model, rows, n=3, cutoff=0.2) or sorted(rows)[:3]
    raise UnknownModel(model=model, nearest=", ".join(nearest))


def offer(wish: Wish, today: date, overlay: Overlay) -> Offer:
    """Check the wish against the model's row and price it; every refusal comes before anything is charged."""
    row = find(wish.model)
    wish = replace(wish, model=catalog.key(row))
    setting = overlay.get(wish.model, AS_WRITTEN)
    available = catalog.availability(row, today, setting)
    if available is Availability.RETIRED:
        retired = row["retirement"]["date"]
        raise ModelRetired(model=catalog.key(row), date=retired, replacement=row["replacement"])
    if setting.off is not None:
        raise _suspended(row, today, overlay)
    _require_possible(row, wish)
    prices = catalog.credits_in_force(row, setting)
    credits = next(price["credits"] for price in prices if (price["resolution"], price["audio"]) == (wish.resolution, wish.audio))
    usd = list_price(row, wish.resolution, audio=wish.audio, today=today)
    ends = {"model": row["name"], "date": row["retirement"]["date"]}
    warning = {each: _ENDING.say(each, ends) for each in ("de", "en")} if available is Availability.ENDING else None
    return Offer(wish, credits, round(usd * wish.seconds, 4), warning)


def list_price(row: dict[str, Any], resolution: str, *, audio: bool, today: date) -> float:
    """The provider's price a second on that day: `from` is the first day of a price, `until` the first one without it.

    A day without any price is a mistake in the file, which `make check` names; the last known price serves.
    """
    known = [price for price in row["usd_per_second"] if (price["resolution"], price["audio"]) == (resolution, audio)]
    valid = [price for price in known if price.get("from", "") <= today.isoformat() < price.get("until", "9999")]
    return float((valid or known)[-1]["usd"])


def _suspended(row: dict[str, Any], today: date, overlay: Overlay) -> ModelSuspended:
    model, instead = catalog.key(row), row["replacement"]
    cause = overlay[model].off
    assert cause is not None
    details: dict[str, Any] = {"model": model, "reason": cause.value, "en": TEXTS[cause].en, "de": TEXTS[cause].de}
    if instead is not None and catalog.can_be_asked_for(catalog.row(instead), today, overlay):
        return SuspendedWithReplacement(**details, replacement=instead)
    return ModelSuspended(**details, replacement=None)


def _require_possible(row: dict[str, Any], wish: Wish) -> None:
    def refuse(field: str, value: object, possible: list[Any]) -> NotOffered:
        shown = ", ".join(str(each) for each in possible)
        return NotOffered(model=catalog.key(row), rule=f"{field} = {value}", field=field, possible=shown)

    if wish.seconds not in row["seconds"]:
        raise refuse("seconds", wish.seconds, row["seconds"])
    for field, column in (("resolution", "resolutions"), ("aspect_ratio", "aspect_ratios")):
        if getattr(wish, field) not in row[column]:
            raise refuse(field, getattr(wish, field), row[column])
    if len(wish.references) > row["references"]:
        raise refuse("references", len(wish.references), [f"at most {row['references']}"])
    for field, picture in (("first_frame", wish.begins_with), ("last_frame", wish.last_frame)):
        if picture and not row[field]:
            raise refuse(field, "given", ["none"])
    if wish.last_frame and not wish.begins_with:
        raise refuse("last_frame", "given without first_frame", ["both", "neither"])
    if wish.task and wish.task not in row.get("tasks", ()):
        raise refuse("task", wish.task, row.get("tasks") or ["none"])
    for field in row.get("without", ()):
        if getattr(wish, field) is not None:
            raise refuse(field, "given", ["none"])
    if row["audio"] != "toggle" and wish.audio is not (row["audio"] == "always"):
        raise refuse("audio", str(wish.audio).lower(), [row["audio"]])
    for rule in row["rules"]:
        if all(_fact(wish, field) in values for field, values in rule["when"].items()):
            when = ", ".join(f"{field} = {_fact(wish, field)}" for field in rule["when"])
            for field, possible in rule["requires"].items():
                if _fact(wish, field) not in possible:
                    raise refuse(f"{field} with {when}", _fact(wish, field), possible)
    limit = row["prompt_tokens"]
    if math.ceil(len(wish.prompt) / _LETTERS_A_TOKEN) > limit:
        raise refuse("prompt length", f"{len(wish.prompt)} characters", [f"at most {limit * _LETTERS_A_TOKEN} characters"])


def _fact(wish: Wish, field: str) -> Any:
    """What a rule of the catalog looks at: values as they are, pictures by whether or how many there are."""
    if field == "first_frame":
        return wish.begins_with is not None
    found = getattr(wish, field)
    if field == "references":
        return len(found)
    return found is not None if field == "last_frame" else found


def nearest(model: str, field: Literal["seconds", "aspect_ratio"], wanted: Any) -> Any:
    """Of what a model can, what comes closest to a film of this length or shape."""
    row = find(model)
    if field == "seconds":
        return min(row["seconds"], key=lambda each: (abs(each - wanted), each))
    return min(row["aspect_ratios"], key=lambda each: abs(math.log(_shape(each) / _shape(wanted))))


def _shape(ratio: str) -> float:
    width, _, height = ratio.partition(":")
    return int(width) / int(height)

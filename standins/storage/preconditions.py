"""What must hold of an object's generation before anything happens to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Protocol

from standins.storage.errors import ConditionNotMet, Invalid, NotModified

_FIELDS = {
    "GenerationMatch": "generation",
    "GenerationNotMatch": "not_generation",
    "MetagenerationMatch": "metageneration",
    "MetagenerationNotMatch": "not_metageneration",
}
PARAMETERS = frozenset(f"if{name}" for name in _FIELDS)
SOURCE_PARAMETERS = frozenset(f"ifSource{name}" for name in _FIELDS)
HEADERS = frozenset({"x-goog-if-generation-match", "x-goog-if-metageneration-match"})


class Generations(Protocol):
    @property
    def generation(self) -> int: ...
    @property
    def metageneration(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Conditions:
    generation: int | None = None  # 0: there must be no live object
    not_generation: int | None = None
    metageneration: int | None = None
    not_metageneration: int | None = None

    @classmethod
    def of_query(cls, query: Mapping[str, str], prefix: str = "if") -> Conditions:
        return cls(**{field: _number(query, prefix + name) for name, field in _FIELDS.items()})

    @classmethod
    def of_headers(cls, headers: Mapping[str, str]) -> Conditions:
        return cls(
            generation=_number(headers, "x-goog-if-generation-match"),
            metageneration=_number(headers, "x-goog-if-metageneration-match"),
        )

    def check(self, current: Generations | None, *, reading: bool = False) -> None:
        generation = current.generation if current else 0
        metageneration = current.metageneration if current else None
        if self.generation not in (None, generation) or self.metageneration not in (None, metageneration):
            raise ConditionNotMet
        unwanted = self.not_generation == generation
        if unwanted or (metageneration is not None and self.not_metageneration == metageneration):
            raise NotModified if reading else ConditionNotMet

    def as_dict(self) -> dict[str, int | None]:
        return asdict(self)


def _number(source: Mapping[str, str], name: str) -> int | None:
    text = source.get(name)
    if text is None:
        return None
    if not text.lstrip("-").isdigit():
        raise Invalid(f"Invalid value for {name}: {text}")
    return int(text)

"""What is settable, as operators see it. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypeAliasType, TypedDict

from shared.config.model import SectionName

ConfigSectionName = TypeAliasType("ConfigSectionName", SectionName)


class ConfigSection(TypedDict):
    section: ConfigSectionName
    version: Annotated[
        int, Field(description="How often operators have changed it; a change may name it, and is refused past it")
    ]
    values: dict[str, Any]
    updated_at: Annotated[datetime | None, Field(description="When it was changed last, also by the machinery; null: never")]
    updated_by: Annotated[str | None, Field(description="By whom")]


class ConfigSectionList(TypedDict):
    """All that can be configured."""

    sections: Annotated[list[ConfigSection], Field(description="Each of them, those too that nobody has changed")]


class ConfigSchema(TypedDict):
    """What a section may hold."""

    section: ConfigSectionName
    form: Annotated[dict[str, Any], Field(description="JSON Schema of its values, with what stands there unless set")]


class ConfigChange(TypedDict):
    """One change of a section by an operator."""

    section: ConfigSectionName
    version: Annotated[int, Field(description="What it made of the section; the history goes back to it by this number")]
    at: Annotated[datetime, Field(description="When")]
    by: Annotated[str, Field(description="Which operator")]
    reason: Annotated[str, Field(description="Why")]
    request_id: Annotated[str, Field(description="In which call")]
    before: Annotated[dict[str, Any], Field(description="The values that it changed, as they were")]
    after: Annotated[dict[str, Any], Field(description="The same, as it put them in force")]


class ConfigHistory(TypedDict):
    """A page of changes."""

    changes: Annotated[list[ConfigChange], Field(description="The newest first")]
    next_cursor: str | None

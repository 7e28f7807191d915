"""What calls about the configuration take."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from functions.forms.fields import Cursor
from functions.forms.operators.acts import ReasonRequest


class RewrapKeysRequest(ReasonRequest):
    version: str = Field(
        min_length=10,
        max_length=300,
        pattern=r"^projects/[^\s]+/cryptoKeyVersions/[0-9]+$",
        description="The retired version of the wrapping key",
    )


_Version = Annotated[
    int | None,
    Field(ge=0, le=1_000_000_000, description="The section's version that it is meant for; past it nothing is changed"),
]


class ConfigSectionRequest(ReasonRequest):
    values: dict[str, Any] = Field(
        description="The whole section; what is left out gets its default, but stays as it is in `intake`"
    )
    version: _Version = None


class ConfigPatchRequest(ReasonRequest):
    """Some values of a section, and nothing of the others."""

    values: dict[str, Any] = Field(
        description="What is to change; objects are taken value by value, and null puts a default back"
    )
    version: _Version = None


class ConfigRestoreRequest(ReasonRequest):
    """Why the section goes back."""

    version: _Version = None


class ConfigHistoryQuery(ReasonRequest):
    limit: int = Field(20, ge=1, le=100)
    cursor: Cursor | None = None

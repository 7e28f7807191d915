"""What calls about the configuration take."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from functions.forms.operators.acts import ReasonRequest


class RewrapKeysRequest(ReasonRequest):
    version: str = Field(
        min_length=10,
        max_length=300,
        pattern=r"^projects/[^\s]+/cryptoKeyVersions/[0-9]+$",
        description="The retired version of the wrapping key",
    )


class ConfigSectionRequest(ReasonRequest):
    values: dict[str, Any] = Field(
        description="The whole section; what is left out gets its default, but stays as it is in `intake`"
    )

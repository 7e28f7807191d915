"""What calls about models take."""

from __future__ import annotations

from pydantic import Field

from functions.forms.operators.acts import ReasonRequest


class ModelSuspensionRequest(ReasonRequest):
    suspended: bool = Field(description="False puts it back, also when its provider's refusal had suspended it")

"""What calls about queues take."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from functions.forms.fields import Cursor
from functions.forms.operators.acts import ReasonRequest
from shared.dead_letters.sets import LetterAction
from shared.platform.errors import Text

_Queue = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,100}$")]
_Function = Annotated[str, Field(pattern=r"^[a-z-]{1,60}$")]
_ErrorType = Annotated[str, Field(pattern=r"^[A-Za-z]{1,100}$")]


class DeadLetterQuery(ReasonRequest):
    queue: _Queue | None = Field(None, description="Of this queue")
    function: _Function | None = Field(None, description="That went to this function")
    error_type: _ErrorType | None = Field(None, description="That failed by an error of this class")
    limit: int = Field(20, ge=1, le=100)
    cursor: Cursor | None = None


class DeadLetterBatchRequest(ReasonRequest):
    """Which letters, and what is to be done with each."""

    action: LetterAction
    queue: _Queue | None = Field(None, description="Of this queue")
    function: _Function | None = Field(None, description="That went to this function")
    error_type: _ErrorType | None = Field(None, description="That failed by an error of this class")
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = Field(
        None, description="Of the dry run before it; without one this is a dry run"
    )

    @model_validator(mode="after")
    def _of_a_kind(self) -> Self:
        if self.queue is None and self.function is None and self.error_type is None:
            raise ValueError(Text("needs queue, function or error_type", "braucht queue, function oder error_type"))
        return self

"""What calls about the log take."""

from __future__ import annotations

from pydantic import Field

from functions.forms.operators.acts import ReasonRequest


class WordsInLogRequest(ReasonRequest):
    """To have a user's words in the log, or no more."""

    on: bool = Field(True, description="False ends it now")

"""What `shares` takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from functions.forms.fields import DocumentId, PageQuery, one_line
from shared.platform.errors import Text
from shared.platform.web.validation import Strict
from shared.shares.sets import SharedKind

__all__ = ["PageQuery"]  # this door takes it too


def _password(given: SecretStr) -> SecretStr:
    if not _SHORTEST <= len(given) <= _LONGEST:
        raise ValueError(Text(f"needs {_SHORTEST} to {_LONGEST} characters", f"braucht {_SHORTEST} bis {_LONGEST} Zeichen"))
    return given


_SHORTEST, _LONGEST = 6, 128
_Password = Annotated[
    SecretStr, AfterValidator(_password), Field(json_schema_extra={"minLength": _SHORTEST, "maxLength": _LONGEST})
]


class ShareRequest(Strict):
    """What is to be shared, and how."""

    kind: SharedKind
    id: DocumentId = Field(description="The video's or film's own id; it must be finished")
    title: Annotated[str, Field(max_length=120), AfterValidator(one_line)] = Field(
        "", description="What stands above it on its page"
    )
    name: Annotated[str, Field(max_length=60), AfterValidator(one_line)] = Field(
        "", description="Whom its page says that it is from; nothing else of you is told"
    )
    download: bool = Field(False, description="Whether its page offers the file")
    expires_in_days: int | None = Field(None, ge=1, le=365, description="After so many days it ends by itself")
    password: _Password | None = Field(None, description="What its page asks for; it is kept as a hash and never shown again")


class VisitsQuery(Strict):
    days: int = Field(30, ge=1, le=90, description="How many days, today the latest")

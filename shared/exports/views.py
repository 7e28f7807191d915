"""What `account` answers of exports. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.exports.states import ExportStatus


class Export(TypedDict):
    """All that is yours as one file, and how far it is."""

    id: str
    status: ExportStatus
    created_at: datetime
    ready_at: datetime | None
    ends_at: Annotated[datetime | None, Field(description="From then on nobody can have it")]
    address: Annotated[
        str | None, Field(description="Where to get it, also without a sign-in; whoever has it has all that is in it")
    ]
    bytes: int | None
    documents: int | None
    files: int | None
    linked: Annotated[bool, Field(description="Its files were too many bytes: it holds their addresses, which end with it")]


class ExportList(TypedDict):
    exports: list[Export]

"""The base of refusals that name every place of a file that is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from shared.platform.errors import AppError, Language
from shared.user_files.json_csv import MOST_TOLD, Problem

_MOST_SUMMED_UP = 5


class NotAccepted(AppError):
    """The base of refusals that name many places; `listed` is their name among the details."""

    status, code = 422, "NOT_ACCEPTED"
    listed: ClassVar[str] = "problems"

    def __init__(self, problems: Sequence[Problem], **details: Any) -> None:
        super().__init__(count=len(problems), **details)
        self.problems = tuple(problems)

    def body(self, language: Language, request_id: str) -> dict[str, Any]:
        answer = super().body(language, request_id)
        told = [problem.told(language) for problem in self.problems[:MOST_TOLD]]
        summary = "; ".join(f"{self.place(row, language)}: {row['problem']}".strip(": ") for row in told[:_MOST_SUMMED_UP])
        answer["message"] += f" {summary}" + (" …" if len(self.problems) > _MOST_SUMMED_UP else "")
        answer["details"] = {**self.details, self.listed: told}
        return answer

    def place(self, row: Mapping[str, Any], language: Language) -> str:  # noqa: ARG002 - some places are words
        return str(row["path"])

"""How a request is refused: the code that the client library turns into its exception, and the service's own words."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "INVALID_ARGUMENT",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "FAILED_PRECONDITION",
    "UNIMPLEMENTED",
    "UNAVAILABLE",
]


class Refused(Exception):
    """The service answers with a status instead of a result."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def invalid(message: str) -> Refused:
    return Refused("INVALID_ARGUMENT", message)


def not_simulated(what: str) -> Refused:
    return Refused("UNIMPLEMENTED", f"{what}: the local stand-in does not simulate this.")

"""What Stripe answers when it does not do what it was asked, in its own words and codes."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    def __init__(
        self, status: int, message: str, *, code: str | None = None, param: str | None = None, kind: str = "invalid_request_error"
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.code, self.param, self.kind = status, message, code, param, kind

    def body(self) -> dict[str, Any]:
        told = {"code": self.code, "param": self.param}
        return {"error": {"message": self.message, "type": self.kind, **{name: each for name, each in told.items() if each}}}


def missing(param: str) -> Refused:
    return Refused(400, f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown(param: str) -> Refused:
    return Refused(400, f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def no_such(kind: str, name: str, param: str) -> Refused:
    """404 where it is what was asked for, 400 where it is named by a parameter."""
    return Refused(404 if param == "id" else 400, f"No such {kind}: '{name}'", code="resource_missing", param=param)


def unrecognized(method: str, path: str) -> Refused:
    return Refused(404, f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs")

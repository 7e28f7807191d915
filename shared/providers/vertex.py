"""What Google's models have in common here: google-genai as a client that sends each request once, and what its errors say."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from google import genai
from google.genai import types

from shared.platform.clock import Clock
from shared.providers.google_errors import Answer

if TYPE_CHECKING:
    from google.auth.credentials import Credentials
    from google.genai import errors


class OnVertex:
    """Without credentials it uses the process's own (ADC)."""

    usual_timeout_s: ClassVar[float]

    def __init__(
        self,
        project: str,
        location: str,
        clock: Clock,
        *,
        base_url: str | None = None,
        credentials: Credentials | None = None,
        timeout_s: float | None = None,
    ) -> None:
        self._project, self._location, self._clock = project, location, clock
        self._base_url, self._credentials, self._timeout_s = base_url, credentials, timeout_s or self.usual_timeout_s

    @cached_property
    def _client(self) -> genai.Client:
        whose: dict[str, Any] = {"project": self._project, "location": self._location, "credentials": self._credentials}
        return client(self._base_url, "v1beta1", self._timeout_s, self._client_args(), enterprise=True, **whose)

    def _client_args(self) -> dict[str, Any]:
        return {}


def client(base_url: str | None, version: str, timeout_s: float, args: dict[str, Any], **whose: Any) -> genai.Client:
    options = types.HttpOptions(
        base_url=base_url,
        api_version=version,
        timeout=round(timeout_s * 1000),
        retry_options=types.HttpRetryOptions(attempts=1),  # the default is five, each of them billed
        client_args={"follow_redirects": False, **args},  # a redirected order would be a second one
    )
    return genai.Client(http_options=options, **whose)


def answer_of(error: errors.APIError) -> Answer:
    headers: Any = getattr(error.response, "headers", None) or {}
    return Answer(error.code, error.status, str(error.message or ""), error.details, headers)

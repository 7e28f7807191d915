"""Gemini with a user's own key: the picture goes inline where it is small, else through the Files API."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from google.genai import errors, types

from shared.platform import logs
from shared.platform.clock import Clock
from shared.providers import writing_errors
from shared.providers.google_errors import Answer
from shared.providers.vertex import client
from shared.providers.writer import TIMEOUT_S, ask, closed_failures, config_of
from shared.providers.writing import Photo, Trouble, WritingFailed, WritingRequest, Written

if TYPE_CHECKING:
    from google import genai

INLINE_BYTES = 4 * 1024 * 1024  # base64 and JSON hold it in memory several times over
POLL_S, POLLS = 2.0, 10


class GeminiWriter:
    """Without a key nothing is sent."""

    def __init__(
        self,
        key: str | None,
        clock: Clock,
        *,
        base_url: str | None = None,
        timeout_s: float = TIMEOUT_S,
        inline_bytes: int = INLINE_BYTES,
    ) -> None:
        self._key, self._clock, self._base_url = key, clock, base_url
        self._timeout_s, self._inline_bytes = timeout_s, inline_bytes

    def write(self, request: WritingRequest, picture: Photo) -> Written:
        if not self._key:
            raise WritingFailed(Trouble.KEY_MISSING)
        with closed_failures(), self._part(picture) as part:
            return ask(self._client, request, part, config_of(request), self._clock)

    @contextmanager
    def _part(self, picture: Photo) -> Generator[types.Part]:
        if picture.size <= self._inline_bytes:
            yield types.Part.from_bytes(data=_read(picture), mime_type=picture.mime_type)
            return
        with self._on_the_shelf(picture) as file:
            yield types.Part.from_uri(file_uri=str(file.uri), mime_type=picture.mime_type)

    @contextmanager
    def _on_the_shelf(self, picture: Photo) -> Generator[types.File]:
        """A file under a name of our own: it can be removed also when the answer to its upload was lost."""
        name = f"files/rushes-{secrets.token_hex(12)}"
        try:
            with closed_failures(_shelf_refused):
                file = self._uploaded(name, picture)
            yield file
        finally:
            self._remove(name)

    def _uploaded(self, name: str, picture: Photo) -> types.File:
        with picture.open() as content:
            file = self._client.files.upload(file=content, config=types.UploadFileConfig(name=name, mime_type=picture.mime_type))
        polls = 0
        while file.state is not types.FileState.ACTIVE:
            if file.state is types.FileState.FAILED:
                raise WritingFailed(Trouble.PICTURE_REFUSED, "the Files API could not process it")
            if polls == POLLS:
                raise WritingFailed(Trouble.TIMED_OUT, f"the file was not ready after {POLLS} looks")
            self._clock.sleep(POLL_S)
            polls += 1
            file = self._client.files.get(name=name)
        return file

    def _remove(self, name: str) -> None:
        """Twice where the first try fails. What stays all the same, the provider removes after two days."""
        for tried in (1, 2):
            try:
                self._client.files.delete(name=name)
            except errors.ClientError as error:
                if error.code in (403, 404):  # it never came to be
                    return
                failure = error
            except Exception as error:  # noqa: BLE001 - cleaning up must not hide why the text failed
                failure = error
            else:
                return
            if tried == 2:
                logs.warning("a picture stays with the provider until it expires", file=name, reason=type(failure).__name__)

    @cached_property
    def _client(self) -> genai.Client:
        return client(self._base_url, "v1beta", self._timeout_s, {}, api_key=self._key, enterprise=False)


def _read(picture: Photo) -> bytes:
    with picture.open() as content:
        return content.read() or b""


def _shelf_refused(answer: Answer) -> WritingFailed:
    """A file that is not there is no retired model and no bad key."""
    if answer.status in (403, 404) and "file" in answer.message.lower():
        return WritingFailed(Trouble.PROVIDER_ERROR, f"HTTP {answer.status}: {answer.message}")
    return writing_errors.refused(answer)

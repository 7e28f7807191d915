"""The two clients: the same doors, blocking or to be awaited."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypedDict, Unpack

from rushes import _doors as doors
from rushes import types
from rushes._calls import Options
from rushes._flows import Awaiting, Blocking, Bound, M, call, flow
from rushes._jobs import FILM, IMAGE, PROMPT, VIDEO, Seen, download, wait_for
from rushes._media import FileLike, media_type, put, size_of
from rushes._pace import Pace
from rushes._requests import Flow, Progress, Request, given, path
from rushes._tokens import Token, Tokens

if TYPE_CHECKING:
    import httpx

_LOCAL = "http://127.0.0.1:8080"


class Images(doors.ImagesCalls[M]):
    @flow
    def upload(
        self,
        file: FileLike,
        collection_id: str = "",
        *,
        title: str | None = None,
        metadata: Mapping[str, str] | None = None,
        content_type: str | None = None,
        likeness: bool | None = None,
        on_progress: Progress | None = None,
        resume: types.ImageUpload | None = None,
    ) -> Flow[types.Image]:
        """Upload a picture, and wait until it was looked at and is ready.

        By `likeness` you say that whoever can be recognised in it agreed to its use; the service may ask for that.

        A broken connection is tried again; `errors.UploadInterrupted` carries what `resume` takes to go on later with the
        same image. Raises `errors.WorkFailed` where the file is refused.
        """
        upload = resume
        if upload is None:
            wish = {"collection_id": collection_id, "content_type": media_type(file, content_type), "bytes": size_of(file)}
            body = given({**wish, "title": title, "metadata": metadata, "likeness": likeness})
            upload = yield from self._do(Request("POST", "/images", types.ImageUpload, body=body))
        else:
            seen = yield from self._do(Request("GET", path("/images/{id}", id=upload.image.id), types.Image))
            if seen.status != "uploading":
                return (yield from wait_for(self._sender, IMAGE, seen.id, known=seen))
        yield from put(self._sender.pace, file, upload, upload.upload, on_progress)
        return (yield from wait_for(self._sender, IMAGE, upload.image.id))

    @flow
    def wait(self, image_id: str, *, timeout: float | None = None, check: bool = True) -> Flow[types.Image]:
        """Until its file was looked at."""
        return wait_for(self._sender, IMAGE, image_id, timeout=timeout, check=check)


class Prompts(doors.PromptsCalls[M]):
    @flow
    def wait(self, prompt_id: str, *, timeout: float | None = None, check: bool = True) -> Flow[types.Prompt]:
        """Until it is written."""
        return wait_for(self._sender, PROMPT, prompt_id, timeout=timeout, check=check)


class Videos(doors.VideosCalls[M]):
    @flow
    def wait(
        self,
        job_id: str,
        *,
        on_progress: Callable[[Seen[types.Video]], None] | None = None,
        timeout: float | None = None,
        check: bool = True,
    ) -> Flow[types.Video]:
        """Until it has ended; as `create(…).wait()` does, for a video whose id is known."""
        return wait_for(self._sender, VIDEO, job_id, on_progress, timeout, check=check)

    @flow
    def download(
        self, job_id: str, target: str | Path | None = None, *, on_progress: Progress | None = None, gif: bool = False
    ) -> Flow[Path]:
        """Write its file: into this folder or file, else `{id}.mp4` here."""
        return download(self._sender, path("/videos/{id}", id=job_id), job_id, target, on_progress, gif=gif)


class Films(doors.FilmsCalls[M]):
    @flow
    def wait(
        self,
        film_id: str,
        *,
        on_progress: Callable[[Seen[types.Film]], None] | None = None,
        timeout: float | None = None,
        check: bool = True,
    ) -> Flow[types.Film]:
        """Until it has ended; as `create(…).wait()` does, for a film whose id is known."""
        return wait_for(self._sender, FILM, film_id, on_progress, timeout, check=check)

    @flow
    def download(self, film_id: str, target: str | Path | None = None, *, on_progress: Progress | None = None) -> Flow[Path]:
        """Write its file: into this folder or file, else `{id}.mp4` here."""
        return download(self._sender, path("/films/{id}", id=film_id), film_id, target, on_progress)

    @flow
    def upload_music(self, file: FileLike, *, content_type: str | None = None, on_progress: Progress | None = None) -> Flow[str]:
        """Upload a piece of music; what comes back is its id, for `music={"id": …}`."""
        body = {"content_type": media_type(file, content_type), "bytes": size_of(file)}
        upload = yield from self._do(Request("POST", "/films/music", types.MusicUpload, body=body))
        yield from put(self._sender.pace, file, upload, upload.upload, on_progress)
        return upload.music_id


class _Doors(Bound[M]):
    """What both clients offer."""

    @cached_property
    def catalog(self) -> doors.CatalogCalls[M]:
        """Models, styles, limits: for everybody."""
        return doors.CatalogCalls(self._sender)

    @cached_property
    def account(self) -> doors.AccountCalls[M]:
        """Credits, the ledger, own keys of providers."""
        return doors.AccountCalls(self._sender)

    @cached_property
    def images(self) -> Images[M]:
        return Images(self._sender)

    @cached_property
    def prompts(self) -> Prompts[M]:
        return Prompts(self._sender)

    @cached_property
    def videos(self) -> Videos[M]:
        return Videos(self._sender)

    @cached_property
    def storyboards(self) -> doors.StoryboardsCalls[M]:
        return doors.StoryboardsCalls(self._sender)

    @cached_property
    def films(self) -> Films[M]:
        return Films(self._sender)

    @cached_property
    def library(self) -> doors.LibraryCalls[M]:
        """The trash."""
        return doors.LibraryCalls(self._sender)

    @cached_property
    def payments(self) -> doors.PaymentsCalls[M]:
        """Credits for money."""
        return doors.PaymentsCalls(self._sender)

    @cached_property
    def shares(self) -> doors.SharesCalls[M]:
        return doors.SharesCalls(self._sender)

    @cached_property
    def webhooks(self) -> doors.WebhooksCalls[M]:
        """Endpoints of yours, and what they were sent; `rushes.webhooks.verify` is for who receives."""
        return doors.WebhooksCalls(self._sender)

    @cached_property
    def admin(self) -> doors.AdminCalls[M]:
        """For operators."""
        return doors.AdminCalls(self._sender)

    @property
    def url(self) -> str:
        return self._sender.options.url

    @call
    def request(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, object] | None = None,
        spends: bool = False,
        idempotency_key: str | None = None,
    ) -> Request[Any]:
        """Any call, with the same token, retries and errors; gives the JSON. For what this version has no method for."""
        return Request(method, path, lambda told: told, query=query or {}, body=body, spends=spends, key=idempotency_key)

    def with_options(self, **changes: Unpack[Settings]) -> Self:
        """The same client, over the same connections, with some of it changed."""
        other = copy(self)
        for name in [name for name, value in vars(other).items() if isinstance(value, Bound)]:
            del other.__dict__[name]  # the doors of this one
        other._sender = self._sender.with_options(replace(self._sender.options, **changes))
        return other


class Settings(TypedDict, total=False):
    """How calls are made, for a client or for some of its calls."""

    language: Literal["de", "en"]
    """Of messages; without it the server decides."""
    timeout: float
    """Of one exchange, in seconds; 30 without it."""
    deadline: float
    """Of a call with all its retries, in seconds; 60 without it."""
    retries: int
    """How often a call that may be sent again is; 4 without it."""
    headers: Mapping[str, str]
    """With every call, beside the client's own."""


def _begin(url: str | None, token: Token | None, pace: Pace | None, settings: Settings) -> tuple[Options, Tokens, Pace]:
    pace = pace or Pace()
    source = token if token is not None else os.environ.get("RUSHES_TOKEN")
    return Options(url or os.environ.get("RUSHES_URL") or _LOCAL, **settings), Tokens(source or None, pace), pace


class Rushes(_Doors[Blocking]):
    """The API, blocking. `token`: an agent key (`rk_…`) or ID token, a function that gives one, or a `FirebaseSession`.

    Without `url` and `token` it takes RUSHES_URL and RUSHES_TOKEN from the environment.
    """

    def __init__(
        self,
        url: str | None = None,
        token: Token | None = None,
        *,
        http: httpx.Client | None = None,
        pace: Pace | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        from rushes._senders import BlockingSender  # httpx is most of the time that an import would take

        self._blocking = BlockingSender(*_begin(url, token, pace, settings), http)
        super().__init__(self._blocking)

    def close(self) -> None:
        self._blocking.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class AsyncRushes(_Doors[Awaiting]):
    """The API, to be awaited; as `Rushes` in everything else. The function for `token` may be a coroutine's."""

    def __init__(
        self,
        url: str | None = None,
        token: Token | None = None,
        *,
        http: httpx.AsyncClient | None = None,
        pace: Pace | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        from rushes._senders import AwaitingSender  # as above

        self._awaiting = AwaitingSender(*_begin(url, token, pace, settings), http)
        super().__init__(self._awaiting)

    async def close(self) -> None:
        await self._awaiting.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

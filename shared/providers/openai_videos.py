"""The OpenAI Videos wire over plain HTTP: a self-hosted server, a gateway, whoever speaks it at the configured address.

No client library: it would send a create three times by default, and takes a second to import.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from urllib3 import PoolManager, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, ReadTimeoutError

from shared.platform import clients
from shared.platform.clock import Clock
from shared.platform.storage.objects import Corrupted, Gone, Stalled
from shared.providers import openai_errors
from shared.providers.interface import (
    ORDER_S,
    Done,
    Failed,
    MaybeSent,
    Operation,
    OperationGone,
    Order,
    Pending,
    Result,
    Transient,
    named,
)
from shared.providers.openai_errors import Answer
from shared.providers.openai_form import OrderForm, broken_off

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

    from shared.platform.storage.files import Files

SURFACE = "openai-videos"
STALL_S = 60.0  # a video that is being fetched gives a sign of life so often
_CONNECT_S = 5.0
_MOST_JSON = 1024 * 1024
_PIECE = 256 * 1024
_MOST_HOPS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_ID = re.compile(r"(?!\.{1,2}$)[!-~]{1,2000}")

# whatever else a server says (queued, in_progress; processing at LiteLLM) is taken for still working
_DONE = ("completed", "succeeded")
_ENDED = ("failed", "cancelled", "canceled", "expired")


class OpenAIVideos:
    """Without a key no Authorization is sent. `redirect_hosts`, each host or host:port, may be where a video lies; they never
    get the key."""

    def __init__(
        self,
        base_url: str,
        key: str | None,
        clock: Clock,
        *,
        project: str | None = None,
        redirect_hosts: tuple[str, ...] = (),
        delete_aborts: bool = True,
        files: Callable[[], Files] = clients.files,
        timeout_s: float = ORDER_S,
        stall_s: float = STALL_S,
    ) -> None:
        self._base, self._key, self._clock, self._files = base_url.rstrip("/"), key, clock, files
        self._project = project
        self._redirect_hosts, self._delete_aborts = redirect_hosts, delete_aborts
        self._timeout_s, self._stall_s = timeout_s, stall_s

    def submit(self, order: Order) -> Operation:
        form = OrderForm(order, self._files)
        headers = {"X-Client-Request-Id": f"{_ascii(order.job_id)}/{order.attempt}", **form.headers}
        try:
            # A connection of its own: an idle one may be closed just as it is used, and then nobody knows what arrived.
            with _connections() as own:
                answer = self._ask("POST", "/videos", headers=headers, body=form.pieces(), over=own)
        except Exception as error:  # whatever it is: once all of it has left, it may have arrived, and it was paid for
            raise (MaybeSent(named(error)) if form.left else broken_off(error)) from error
        if answer.status >= 500 and not form.left:
            raise broken_off(f"HTTP {answer.status} before all of it had left")
        if not 200 <= answer.status < 300:
            raise openai_errors.submit_failed(answer, self._clock.now().timestamp())
        name = answer.document.get("id")
        if not isinstance(name, str) or not _ID.fullmatch(name):
            raise MaybeSent("the answer names no video")
        return Operation(name, order.model, SURFACE, self._clock.now(), order.output_prefix)

    def check(self, operation: Operation) -> Pending | Done | Failed:
        answer = self._asked("GET", operation)
        job = answer.document
        if _is_job(job, operation, answer.status):  # some tell of a failed job with the status of its failure
            return self._state(operation, job, answer.status)
        if 200 <= answer.status < 300:
            raise Transient("the answer is no video job")
        raise openai_errors.check_failed(answer, self._clock.now().timestamp())

    def open(self, result: Result) -> Iterator[bytes]:
        """Raises Gone when it is not there any more, Stalled when nothing comes, Corrupted when it breaks off."""
        if result.content is not None:
            return iter((result.content,))
        if not result.uri or result.uri.startswith("gs://"):
            raise ValueError("nothing to fetch: Cloud Storage copies what lies in our bucket")
        if not result.uri.startswith(f"{self._base}/videos/"):
            raise Gone("the video lies at another server than the configured one")
        return self._streamed(result.uri)

    def cancel(self, operation: Operation) -> bool:
        """By deleting it, where that aborts what still runs; one that has ended is left as it is."""
        try:
            if not self._delete_aborts or not isinstance(self.check(operation), Pending):
                return False
            answer = self._asked("DELETE", operation)
        except Exception:  # noqa: BLE001 - not confirmed, for whichever reason
            return False
        return 200 <= answer.status < 300 and answer.document.get("deleted") is True

    def _state(self, operation: Operation, job: Mapping[str, Any], status: int) -> Pending | Done | Failed:
        now = str(job.get("status")).lower()
        if now in _ENDED or (now in _DONE and job.get("error")):
            return openai_errors.job_failed(job.get("error") or f"the job is {now}", status)
        if now in _DONE:
            return Done(Result(f"{self._url(operation)}/content", "video/mp4"))
        progress = job.get("progress")
        return Pending(int(progress) if isinstance(progress, int | float) and 0 <= progress <= 100 else None)

    # -- over the wire

    def _url(self, operation: Operation) -> str:
        return f"{self._base}/videos/{quote(operation.name, safe='')}"

    def _asked(self, method: str, operation: Operation) -> Answer:
        try:
            return self._ask(method, f"/videos/{quote(operation.name, safe='')}")
        except Exception as error:  # an answer that nobody understands says nothing about the video
            raise Transient(named(error)) from error

    def _ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Iterator[bytes] | None = None,
        over: PoolManager | None = None,
    ) -> Answer:
        """One request and its whole answer, bounded in size and time. It follows no redirect and repeats nothing."""
        told = {"Accept": "application/json", **self._proof, **(headers or {})}
        response = _sent(over or self._connections, method, f"{self._base}{path}", told, self._timeout_s, body)
        try:
            return self._read(response)
        finally:
            response.close()

    def _read(self, response: BaseHTTPResponse) -> Answer:
        content = self._bounded(response)
        try:
            document: Any = json.loads(content)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            document = {}
        return Answer(response.status, document, content[:500].decode("utf-8", "replace"), dict(response.headers))

    def _bounded(self, response: BaseHTTPResponse) -> bytes:
        until = time.monotonic() + self._timeout_s
        content = bytearray()
        while piece := response.read1(_PIECE):
            content += piece
            if len(content) > _MOST_JSON:
                raise ValueError(f"an answer of more than {_MOST_JSON} bytes")
            if time.monotonic() > until:
                raise TimeoutError(f"an answer that takes longer than {self._timeout_s:g} s")
        return bytes(content)

    def _streamed(self, address: str) -> Iterator[bytes]:
        response: BaseHTTPResponse | None = None
        try:
            response = self._followed(address)
            while piece := response.read1(_PIECE):
                yield piece
        except (ReadTimeoutError, ConnectTimeoutError) as error:
            raise Stalled(named(error)) from error
        except HTTPError as error:
            raise Corrupted(named(error)) from error
        finally:
            if response is not None:
                response.close()

    def _followed(self, address: str) -> BaseHTTPResponse:
        """To another host only where that is allowed, and without the key, also when it leads back."""
        proof = self._proof
        for _ in range(_MOST_HOPS):
            response = _sent(self._connections, "GET", address, {"Accept-Encoding": "identity", **proof}, self._stall_s)
            if response.status == 200:
                return response
            try:
                where = response.headers.get("location") if response.status in _REDIRECTS else None
                if where is None:
                    raise _not_there(self._read(response), self._clock.now().timestamp())
            finally:
                response.close()
            address = urljoin(address, where)
            if not self._is_ours(address):
                self._require_allowed(address)
                proof = {}
        raise Stalled("redirected too often")

    def _is_ours(self, address: str) -> bool:
        return urlsplit(address)[:2] == urlsplit(self._base)[:2]

    def _require_allowed(self, address: str) -> None:
        there, here = urlsplit(address), urlsplit(self._base)
        if there.netloc.lower() not in self._redirect_hosts or there.scheme not in ("https", here.scheme):
            raise Stalled(f"redirected to {there.scheme}://{there.hostname}, which is not allowed")

    @property
    def _proof(self) -> dict[str, str]:
        if not self._key:
            return {}
        return {"Authorization": f"Bearer {self._key}"} | ({"OpenAI-Project": self._project} if self._project else {})

    @cached_property
    def _connections(self) -> PoolManager:
        return _connections()


def _connections() -> PoolManager:
    return PoolManager(num_pools=4, maxsize=8)


def _sent(
    over: PoolManager, method: str, url: str, headers: Mapping[str, str], timeout_s: float, body: Iterator[bytes] | None = None
) -> BaseHTTPResponse:
    return over.request(
        method,
        url,
        body=body,
        headers={"User-Agent": "rushes", **headers},
        timeout=Timeout(connect=min(_CONNECT_S, timeout_s), read=timeout_s),
        retries=False,
        redirect=False,
        preload_content=False,
        decode_content=False,
    )


def _is_job(document: Mapping[str, Any], operation: Operation, status: int) -> bool:
    if not isinstance(document.get("status"), str):
        return False
    return 200 <= status < 300 or document.get("id") == operation.name


def _not_there(answer: Answer, now: float) -> Gone | Stalled:
    """Gone is final, so only where the server knows nothing of the video; whatever else it says may be over soon."""
    if isinstance(openai_errors.check_failed(answer, now), OperationGone):
        return Gone(answer.message)
    return Stalled(f"HTTP {answer.status} instead of the video: {answer.message}")


def _ascii(text: str) -> str:
    return re.sub(r"[^\w.~-]", "-", text, flags=re.ASCII)[:128]

"""The OpenAI Videos wire over plain HTTP: a self-hosted server, a gateway, whoever speaks it at the configured address.

No client library: it would send a create three times by default, and takes a second to import.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from shared.platform import clients
from shared.platform.clock import Clock
from shared.platform.storage.objects import Gone, Stalled
from shared.providers import openai_errors, openai_progress
from shared.providers.interface import (
    ORDER_S,
    Done,
    Failed,
    MaybeSent,
    Operation,
    Order,
    Pending,
    Result,
    Transient,
)
from shared.providers.openai_errors import Answer, answer_of
from shared.providers.openai_form import OrderForm, broken_off
from shared.providers.wire import STALL_S, ForeignAddress, NeverSent, NoAnswer, Wire

if TYPE_CHECKING:
    from shared.platform.storage.files import Files

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
        self._clock, self._files, self._delete_aborts = clock, files, delete_aborts
        proof = {"Authorization": f"Bearer {key}", **({"OpenAI-Project": project} if project else {})} if key else {}
        self._wire = Wire(
            base_url,
            lambda: proof,
            hosts=frozenset(redirect_hosts),
            headers={"Accept": "application/json", "User-Agent": "rushes"},
            timeout_s=timeout_s,
            stall_s=stall_s,
            gone=openai_errors.is_gone,
        )

    def submit(self, order: Order) -> Operation:
        form = OrderForm(order, self._files)
        headers = {"X-Client-Request-Id": f"{_ascii(order.job_id)}/{order.attempt}", **form.headers}
        try:
            answer = answer_of(self._wire.ask("POST", "/videos", pieces=form.pieces(), headers=headers))
        except NeverSent as error:
            raise broken_off(error) from error
        except NoAnswer as error:
            raise MaybeSent(str(error)) from error
        if not 200 <= answer.status < 300:
            raise openai_errors.submit_failed(answer, self._clock.now().timestamp())
        name = answer.document.get("id")
        if not isinstance(name, str) or not _ID.fullmatch(name):
            raise MaybeSent("the answer names no video")
        return Operation(name, order.model, openai_progress.SURFACE, self._clock.now(), order.output_prefix)

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
        if not result.uri.startswith(f"{self._wire.base_url}/videos/"):
            raise Gone("the video lies at another server than the configured one")
        return self._fetched(result.uri)

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
            return Done(Result(f"{self._wire.base_url}{openai_progress.path_of(operation.name)}/content", "video/mp4"))
        return Pending(openai_progress.told(job))

    def _fetched(self, address: str) -> Iterator[bytes]:
        try:
            yield from self._wire.fetch(address)
        except ForeignAddress as error:  # which hosts are allowed is a setting, and may be put right
            raise Stalled(str(error)) from error

    def _asked(self, method: str, operation: Operation) -> Answer:
        try:
            return answer_of(self._wire.ask(method, openai_progress.path_of(operation.name)))
        except (NeverSent, NoAnswer) as error:
            raise Transient(str(error)) from error


def _is_job(document: Mapping[str, Any], operation: Operation, status: int) -> bool:
    if not isinstance(document.get("status"), str):
        return False
    return 200 <= status < 300 or document.get("id") == operation.name


def _ascii(text: str) -> str:
    return re.sub(r"[^\w.~-]", "-", text, flags=re.ASCII)[:128]

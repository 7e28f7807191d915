"""Between the real Firestore client and the emulator: every call passes as it is, unless a fault was ordered.

A fault names a method and what happens to its next calls: `before` (never forwarded), `after` (applied, its answer lost),
`amid` (broken off after the first part of its answer). The proxy also counts what passes, so a test can say how many round
trips something took.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent import futures
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self

import grpc
from google.cloud.firestore_v1.types import BatchGetDocumentsResponse, CommitResponse, ListenResponse, RunQueryResponse


@dataclass
class Fault:
    method: str
    do: Literal["before", "after", "amid"]
    times: int
    status: grpc.StatusCode = grpc.StatusCode.UNAVAILABLE
    then: Callable[[], object] | None = None  # what happens meanwhile, as another writer would do it


class FirestoreProxy(grpc.GenericRpcHandler):
    def __init__(self, emulator: str) -> None:
        self._channel = grpc.insecure_channel(emulator)
        self._server = grpc.server(futures.ThreadPoolExecutor(32))
        self._lock = threading.Lock()
        self.faults: list[Fault] = []
        self.calls: Counter[str] = Counter()
        self._streams: list[Any] = []
        self.documents: Counter[str] = Counter()  # read and written, as a bill would count them

    def __enter__(self) -> Self:
        self._server.add_generic_rpc_handlers((self,))
        port = self._server.add_insecure_port("127.0.0.1:0")
        self.host = f"127.0.0.1:{port}"
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.stop(0)
        self._channel.close()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[Any, Any]:
        path = handler_call_details.method

        def forward(requests: Iterator[bytes], context: grpc.ServicerContext) -> Iterator[bytes]:
            fault = self._fault(path.rsplit("/", 1)[-1])
            if fault and fault.do == "before":
                self._break(fault, context)
            metadata = tuple((name, value) for name, value in context.invocation_metadata() if not name.startswith("user-agent"))
            patience = None if path.endswith("/Listen") else 110  # whoever asks gives up before
            call: Any = self._channel.stream_stream(path)(requests, metadata=metadata, timeout=patience)
            if patience is None:
                self._streams.append(call)
                context.add_callback(call.cancel)  # who hangs up leaves no stream behind
            answers = self._counted(path, call)
            try:
                if fault:
                    if fault.do == "amid":
                        yield next(answers)
                    list(answers)
                    self._break(fault, context)
                yield from answers
            except grpc.RpcError as error:
                context.abort(error.code(), error.details() or "")

        return grpc.stream_stream_rpc_method_handler(forward)

    def break_streams(self) -> None:
        """Those on which somebody listens."""
        while self._streams:
            self._streams.pop().cancel()

    def _counted(self, path: str, answers: Iterator[bytes]) -> Iterator[bytes]:
        for answer in answers:
            if path.endswith("/Commit"):
                self.documents["written"] += len(CommitResponse.deserialize(answer).write_results)
            elif path.endswith("/BatchGetDocuments"):
                name = _name(BatchGetDocumentsResponse.deserialize(answer))
                apart = "/system_configs/" in name and not name.endswith("/intake")
                self.documents["configuration read" if apart else "read"] += bool(name)
            elif path.endswith("/RunQuery"):
                self.documents["read"] += bool(RunQueryResponse.deserialize(answer).document)
            elif path.endswith("/Listen"):
                told = ListenResponse.deserialize(answer)
                self.documents["read"] += bool(told.document_change or told.document_delete)
            yield answer

    def _fault(self, method: str) -> Fault | None:
        with self._lock:
            self.calls[method] += 1
            for fault in self.faults:
                if fault.method == method and fault.times > 0:
                    fault.times -= 1
                    return fault
        return None

    @staticmethod
    def _break(fault: Fault, context: grpc.ServicerContext) -> None:
        if fault.then:
            fault.then()
        context.abort(fault.status, "ordered by a test")


def _name(answer: Any) -> str:
    """The document that this answer is about; some are about none."""
    return answer.found.name or answer.missing

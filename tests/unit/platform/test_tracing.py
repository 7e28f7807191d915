"""Traces: taken up, carried on, sent where somebody wants them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from threading import Thread
from typing import Any

import pytest

from shared.platform import logs, otlp, tracing
from shared.platform.settings import settings
from tests.fixtures.sources import ROOT

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def test_a_request_goes_on_with_the_trace_that_it_comes_with(capsys: pytest.CaptureFixture[str]) -> None:
    """T1: its lines name it, and so does what is handed on; each piece of work has a name of its own."""
    with tracing.serving("videos", "r-1", {"traceparent": f"00-{TRACE}-{PARENT}-01"}):
        logs.info("inside")
        carried = tracing.header()["traceparent"]
        with tracing.span("provider submit"):
            within = tracing.header()["traceparent"]
    line = json.loads(capsys.readouterr().out)
    assert line["logging.googleapis.com/trace"].endswith(f"/traces/{TRACE}")
    assert re.fullmatch(rf"00-{TRACE}-{line['logging.googleapis.com/spanId']}-01", carried)
    assert within.startswith(f"00-{TRACE}-")
    assert within != carried
    assert (line["request_id"], line["function"]) == ("r-1", "videos")
    assert tracing.header() == {}


@pytest.mark.parametrize(
    ("headers", "trace", "parent", "sampled"),
    [
        ({"traceparent": f"00-{TRACE}-{PARENT}-00"}, TRACE, PARENT, False),
        ({"X-Cloud-Trace-Context": f"{TRACE}/123;o=1"}, TRACE, f"{123:016x}", True),
        ({"X-Cloud-Trace-Context": TRACE}, TRACE, None, False),
        ({"traceparent": "00-" + "0" * 32 + f"-{PARENT}-01"}, None, None, True),
        ({"traceparent": "a\nb"}, None, None, True),
        ({}, None, None, True),
    ],
)
def test_nonsense_begins_a_trace_of_its_own(
    headers: dict[str, str], trace: str | None, parent: str | None, sampled: bool
) -> None:
    """T1: by either header."""
    found = tracing.heard(headers)
    assert (found.trace if trace else None, found.parent, found.sampled) == (trace, parent, sampled)
    assert re.fullmatch(r"[0-9a-f]{32}", found.trace)


class _Collector(BaseHTTPRequestHandler):
    got: Queue[tuple[str, dict[str, Any]]] = Queue()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.put((self.path, json.loads(body)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None: ...


def test_spans_arrive_at_a_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    """T1: as OTLP's JSON has them: who was asked, beneath which piece of work, and that it failed."""
    server = HTTPServer(("127.0.0.1", 0), _Collector)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(type(settings()), "otlp_url", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(otlp, "_sender", [])
    monkeypatch.setattr(otlp, "_WAIT_S", 0.2)
    with tracing.serving("videos", "r-1", {"traceparent": f"00-{TRACE}-{PARENT}-01"}):
        with pytest.raises(RuntimeError), tracing.span("provider submit", model="vertex/veo", attempt=2):
            raise RuntimeError
        tracing.note(status=202)
    path, told = _Collector.got.get(timeout=10)
    server.shutdown()
    (resource,) = told["resourceSpans"]
    call, request = resource["scopeSpans"][0]["spans"]
    assert path == "/v1/traces"
    assert (request["name"], request["kind"], request["parentSpanId"], request["status"]) == ("videos", 2, PARENT, {})
    assert (call["name"], call["kind"], call["parentSpanId"], call["status"]) == (
        "provider submit",
        3,
        request["spanId"],
        {"code": 2},
    )
    assert {"key": "attempt", "value": {"intValue": "2"}} in call["attributes"]
    assert {call["traceId"], request["traceId"]} == {TRACE}
    assert int(call["endTimeUnixNano"]) >= int(call["startTimeUnixNano"])


def test_who_sends_no_traces_pays_for_none() -> None:
    """T1: nothing that sends is imported."""
    script = "import sys; from shared.platform import tracing; print('shared.platform.otlp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

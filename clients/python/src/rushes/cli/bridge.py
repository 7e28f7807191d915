"""`rushes mcp`: an agent's program on stdio, the MCP endpoint over HTTP; what passes is not looked into."""

from __future__ import annotations

import base64
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import IO, Any

import click
import httpx

from rushes.cli.session import Session, given

_PATIENCE_S = 300.0
_AT_ONCE = 8
_VERSION = "io.modelcontextprotocol/protocolVersion"
_LOST = -32000  # of JSON-RPC's range for servers


class Bridge:
    """Sends each message on, and writes each answer as a line."""

    def __init__(self, url: str, token: str, language: str, out: IO[str]) -> None:
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        headers |= {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
        self._http = httpx.Client(headers=headers, timeout=httpx.Timeout(_PATIENCE_S, connect=10))
        self._url, self._out, self._writing = url, out, Lock()
        self._version: str | None = None

    def pass_all(self, lines: IO[str]) -> None:
        with self._http, ThreadPoolExecutor(_AT_ONCE) as crowd:
            for line in lines:
                if not line.strip():
                    continue
                if '"initialize"' in line:  # what follows depends on its answer
                    self.send_on(line)
                else:
                    crowd.submit(self.send_on, line)

    def send_on(self, line: str) -> None:
        try:
            message: Any = json.loads(line)
        except ValueError as problem:
            self._write(_error(None, -32700, f"That is no JSON: {problem}"))
            return
        try:
            self._exchange(message)
        except httpx.HTTPError as problem:
            self._refuse(message, f"No answer from {self._url}: {problem or type(problem).__name__}")

    def _exchange(self, message: Any) -> None:
        headers = _repeated(message) or ({"MCP-Protocol-Version": self._version} if self._version else {})
        with self._http.stream("POST", self._url, json=message, headers=headers) as answer:
            if answer.headers.get("content-type", "").startswith("text/event-stream"):
                self._events(answer)
                return
            body = answer.read()
            if answer.status_code == 202 or not body:
                return
            try:
                told: Any = json.loads(body)
            except ValueError:
                told = None
            if isinstance(told, dict) and "jsonrpc" in told and told.get("id") is None and "id" in message:
                self._hear({**told, "id": message["id"]})  # refused unread: whoever asked waits for this id
            elif isinstance(told, dict | list) and "jsonrpc" in (told[0] if told and isinstance(told, list) else told):
                self._hear(told)
            else:
                said = told.get("message") if isinstance(told, dict) else None
                self._refuse(message, str(said or f"The server answered with {answer.status_code}."), told)

    def _events(self, answer: httpx.Response) -> None:
        data = list[str]()
        for line in answer.iter_lines():
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                self._hear(json.loads("\n".join(data)))
                data.clear()

    def _hear(self, told: Any) -> None:
        if isinstance(told, dict):
            result: Any = told.get("result")
            if isinstance(result, dict) and isinstance(version := result.get("protocolVersion"), str):
                self._version = version
        self._write(told)

    def _refuse(self, message: Any, why: str, told: Any = None) -> None:
        """An answer to a request; a notification gets none."""
        if isinstance(message, dict) and "id" in message and "method" in message:
            self._write(_error(message["id"], _LOST, why, told))

    def _write(self, told: Any) -> None:
        with self._writing:
            self._out.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")
            self._out.flush()


def _repeated(message: Any) -> dict[str, str]:
    """What a message of the stateless protocol says of itself, as HTTP wants it beside the body."""
    try:
        version, method, params = message["params"]["_meta"][_VERSION], message["method"], message["params"]
    except (KeyError, TypeError):
        return {}
    name = params.get("name") or params.get("uri") or params.get("taskId")
    return {"MCP-Protocol-Version": version, "Mcp-Method": method, **({"Mcp-Name": _encoded(str(name))} if name else {})}


def _encoded(value: str) -> str:
    if value.isascii() and value.isprintable() and value == value.strip() and not value.startswith("=?base64?"):
        return value
    return f"=?base64?{base64.b64encode(value.encode()).decode()}?="


def _error(id: Any, code: int, message: str, data: Any = None) -> dict[str, Any]:
    error = {"code": code, "message": message, **({"data": data} if data is not None else {})}
    return {"jsonrpc": "2.0", "id": id, "error": error}


@click.command()
@click.option("--endpoint", default="/mcp", show_default=True, help="The MCP function's path or address.")
@given
def mcp(session: Session, endpoint: str) -> None:
    """Let an agent's program speak MCP on stdio, by the profile's key and with its cap."""
    url = endpoint if "://" in endpoint else f"{session.url.rstrip('/')}{endpoint}"
    Bridge(url, session.token(), session.words.language, sys.stdout).pass_all(sys.stdin)

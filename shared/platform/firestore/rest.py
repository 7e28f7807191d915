"""Firestore over its REST API with the standard library alone: for what is read before its client is there."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from shared.platform.firestore import rest_values
from shared.platform.firestore.documents import Document, Fields, Query

_TIMEOUT_S = 2.0
_HOST = "firestore.googleapis.com"
_METADATA = "metadata.google.internal"  # where every deployed function gets a token from
_TOKEN = "/computeMetadata/v1/instance/service-accounts/default/token"  # noqa: S105 - an address


class RestUnavailable(Exception):
    """It could not be seen at a glance: the client, with all its patience, is to be asked. Its text is the reason."""


class FirestoreRest:
    """A reader that never tries twice; safe for many threads. `emulator` is the host of one, where there is one."""

    def __init__(self, project: str, emulator: str | None) -> None:
        self._documents = f"projects/{project}/databases/(default)/documents"
        self._emulator = emulator
        self._idle: list[http.client.HTTPConnection] = []
        self._token, self._token_until = "", 0.0  # by the machine's own time

    def read(self, paths: Sequence[str]) -> list[Document]:
        names = [f"{self._documents}/{path}" for path in paths]
        try:
            answers = self._ask(f"{self._documents}:batchGet", {"documents": names})
            found = {seen.path: seen for seen in map(_one, answers) if seen is not None}
            return [found[path] for path in paths]
        except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError, AttributeError) as trouble:
            raise RestUnavailable(_reason(trouble)) from trouble

    def find(self, query: Query) -> list[Document]:
        parent, _, _ = query.collection.rpartition("/")
        where = f"{self._documents}/{parent}" if parent else self._documents
        try:
            answers = self._ask(f"{where}:runQuery", {"structuredQuery": rest_values.structured(query, self._documents)})
            return [seen for seen in map(_one, answers) if seen is not None]
        except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError, AttributeError) as trouble:
            raise RestUnavailable(_reason(trouble)) from trouble

    def tally(self, path: str, kept: Fields, by: Mapping[str, int]) -> None:
        """Add to numbers of a document, and set `kept` beside them; where there is none, it is made.

        Sent once, unless a connection was closed while it was idle.
        """
        name = f"{self._documents}/{path}"
        write = {
            "update": {"name": name, "fields": {each: rest_values.valued(value) for each, value in kept.items()}},
            "updateMask": {"fieldPaths": [*kept]},
            "updateTransforms": [{"fieldPath": each, "increment": rest_values.valued(more)} for each, more in by.items()],
        }
        try:
            self._post(f"{self._documents}:commit", {"writes": [write]})
        except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError) as trouble:
            raise RestUnavailable(_reason(trouble)) from trouble

    def _ask(self, what: str, asked: Mapping[str, Any]) -> list[Any]:
        answers = self._post(what, asked)
        if not isinstance(answers, list) or not answers:  # where nothing is found, one entry says when
            raise ValueError("no answers")
        return answers  # pyright: ignore[reportUnknownVariableType]

    def _post(self, what: str, asked: Mapping[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {'owner' if self._emulator else self._bearer()}", "Content-Type": "application/json"}
        body = json.dumps(asked).encode()
        while True:
            try:
                kept = self._idle.pop()
            except IndexError:  # asked beforehand, another thread could take the last one in between
                kept = None
            server = kept or self._connection()
            try:
                status, content = _answer(server, "POST", f"/v1/{quote(what, safe='/:()')}", headers, body)
            except (OSError, http.client.HTTPException) as trouble:
                if kept is None or isinstance(trouble, TimeoutError):
                    raise
                continue  # the server closed it while it was idle
            break
        self._idle.append(server)
        if status != 200:
            raise ValueError(f"HTTP {status}")
        return json.loads(content)

    def _connection(self) -> http.client.HTTPConnection:
        if self._emulator:
            return http.client.HTTPConnection(self._emulator, timeout=_TIMEOUT_S)
        return http.client.HTTPSConnection(_HOST, timeout=_TIMEOUT_S)

    def _bearer(self) -> str:
        if self._token_until <= time.monotonic():
            server = http.client.HTTPConnection(_METADATA, timeout=_TIMEOUT_S)
            try:
                status, content = _answer(server, "GET", _TOKEN, {"Metadata-Flavor": "Google"})
            finally:
                server.close()
            if status != 200:
                raise ValueError(f"HTTP {status} from the metadata server")
            found = json.loads(content)
            self._token, self._token_until = str(found["access_token"]), time.monotonic() + float(found["expires_in"]) - 60
        return self._token


def _answer(
    server: http.client.HTTPConnection, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
) -> tuple[int, bytes]:
    try:
        server.request(method, path, body=body, headers=dict(headers))
        answer = server.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        server.close()
        raise


def _one(answer: Mapping[str, Any]) -> Document | None:
    """One entry of an answer: a document, that there is none, or (when it says neither) how far the query got."""
    if "error" in answer:
        raise ValueError("an error in the answer")
    if "missing" in answer:
        return Document(rest_values.path(answer["missing"]), None, None, answer.get("readTime"))
    found = answer.get("found") or answer.get("document")
    return rest_values.document(found, answer.get("readTime")) if found else None


def _reason(trouble: Exception) -> str:
    return f"{type(trouble).__name__}: {str(trouble)[:80]}"

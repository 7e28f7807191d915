"""The Files API: resumable uploads, and files that need a while before they can be used."""

from __future__ import annotations

from collections.abc import Mapping

from standins.common.clock import Clock

from . import google
from .file_shelf import FileShelf
from .shapes import camel
from .wire import Answer, Ask, Document, Refusal, Route, route

_MOST_BYTES = 2 * 1024**3
_FACTS = ("displayName", "mimeType")
_KNOWN = {*_FACTS, "name", "sizeBytes", "videoMetadata", "source"}


class Files:
    name = "files"

    def __init__(self, shelf: FileShelf, clock: Clock) -> None:
        self._shelf, self._clock = shelf, clock
        self.routes = [route for version in google.KEY_VERSIONS for route in self._routes(version)]

    def _routes(self, version: str) -> list[Route]:
        return [
            route("POST", f"/upload/{version}/files", "start", self._start),
            route("POST", f"/upload/{version}/files/{{upload}}", "upload", self._upload, json=False),
            route("GET", f"/{version}/files", "list", self._list),
            route("GET", f"/{version}/files/{{file}}", "get", self._get),
            route("DELETE", f"/{version}/files/{{file}}", "delete", self._delete),
            route("GET", f"/{version}/files/{{file}}:download", "download", self._lead_to_download),
            route("GET", f"/download/{version}/files/{{file}}:download", "download", self._download),
        ]

    def admit(self, ask: Ask) -> None:
        if ask.call != "upload":  # the address of an upload is its own proof, and the client sends no key with it
            google.need_key(ask)

    def key(self, ask: Ask) -> str:
        return google.api_key(ask)

    def prompt(self, document: Document) -> str:
        return str(document.get("file", ""))

    def labels(self, document: Document) -> Mapping[str, str]:  # noqa: ARG002 - files carry none
        return {}

    def refused(self, refusal: Refusal) -> Answer:
        return google.refused(refusal)

    async def _start(self, ask: Ask) -> Answer:
        if ask.headers.get("x-goog-upload-protocol") != "resumable" or ask.headers.get("x-goog-upload-command") != "start":
            raise Refusal(400, "This upload must begin with X-Goog-Upload-Protocol: resumable and the command start.")
        size = ask.headers.get("x-goog-upload-header-content-length", "")
        if not size.isdigit() or int(size) > _MOST_BYTES:
            raise Refusal(400, "X-Goog-Upload-Header-Content-Length must be a size of at most 2 GB.")
        facts = self._facts(ask)
        upload = self._shelf.begin(self.key(ask), int(size), facts, self._clock.now())
        address = f"{ask.base}{ask.path}/{upload}?upload_id={upload}&upload_protocol=resumable"
        return Answer(200, {}, {"x-goog-upload-url": address, "x-goog-upload-status": "active"})

    def _facts(self, ask: Ask) -> Document:
        given = ask.document.get("file") or {}
        facts: Document = {camel(name): value for name, value in given.items()} if isinstance(given, dict) else {}
        for name in facts:
            if name not in _KNOWN:
                raise Refusal(400, f"Invalid JSON payload received. Unknown name \"{name}\" at 'file': Cannot find field.")
        kept = {name: facts[name] for name in _FACTS if facts.get(name)}
        kept.setdefault("mimeType", ask.headers.get("x-goog-upload-header-content-type", "application/octet-stream"))
        wanted = str(facts.get("name", "")).removeprefix("files/")
        if wanted and not wanted.replace("-", "").isalnum():
            raise google.bad_field("file.name", "may hold lowercase letters, digits and dashes.")
        return kept | ({"id": wanted} if wanted else {})

    async def _upload(self, ask: Ask) -> Answer:
        upload = ask.parts["upload"]
        commands = {command.strip() for command in ask.headers.get("x-goog-upload-command", "").split(",")}
        if commands == {"query"}:
            received = self._shelf.received(upload)
            return Answer(200, {}, {"x-goog-upload-status": "active", "x-goog-upload-size-received": str(received)})
        if commands == {"cancel"}:
            self._shelf.cancel(upload)
            return Answer(200, {}, {"x-goog-upload-status": "cancelled"})
        if not commands or commands - {"upload", "finalize"}:
            raise Refusal(400, f"Unknown upload command: {ask.headers.get('x-goog-upload-command', '')}")
        if "upload" in commands:
            offset = ask.headers.get("x-goog-upload-offset", "0")
            self._shelf.receive(upload, int(offset) if offset.isdigit() else -1, ask.body)
        if "finalize" not in commands:
            return Answer(200, {}, {"x-goog-upload-status": "active"})
        file = self._shelf.finish(upload, self._clock.now(), google.versioned(ask))
        return Answer(200, {"file": file}, {"x-goog-upload-status": "final"})

    async def _list(self, ask: Ask) -> Answer:
        files = self._shelf.listed(self.key(ask), self._clock.now(), google.versioned(ask))
        size, start = ask.query.get("pageSize", "10"), ask.query.get("pageToken", "0")
        if not size.isdigit() or not 1 <= int(size) <= 100 or not start.isdigit():
            raise google.bad_field("pageSize", "must be from 1 to 100, and pageToken one that was given.")
        end = int(start) + int(size)
        page: Document = {"files": files[int(start) : end]} if files else {}
        return Answer(200, page | ({"nextPageToken": str(end)} if end < len(files) else {}))

    async def _get(self, ask: Ask) -> Answer:
        return Answer(200, self._shelf.shown(ask.parts["file"], self.key(ask), self._clock.now(), google.versioned(ask)))

    async def _delete(self, ask: Ask) -> Answer:
        self._shelf.delete(ask.parts["file"], self.key(ask), self._clock.now())
        return Answer(200, {})

    async def _lead_to_download(self, ask: Ask) -> Answer:
        """Media are served at an address of their own on the same host, where the key is needed again."""
        if ask.query.get("alt") != "media":
            raise Refusal(400, "Downloading needs alt=media.")
        self._shelf.download(ask.parts["file"], self.key(ask), self._clock.now())
        return Answer(302, {}, {"location": f"{ask.base}/download{ask.path}?alt=media"})

    async def _download(self, ask: Ask) -> Answer:
        content, mime_type = self._shelf.download(ask.parts["file"], self.key(ask), self._clock.now())
        return Answer(200, content, {"content-type": mime_type})

"""What the Files API keeps: a row and a file each, for two days, for the key that brought it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Row
from typing import Any

from .store import Store
from .wire import Document, Refusal

_LIFETIME = timedelta(hours=48)


class FileShelf:
    def __init__(self, store: Store, folder: Path, processing_seconds: float) -> None:
        self._store, self._folder, self._processing = store, folder, processing_seconds
        folder.mkdir(parents=True, exist_ok=True)

    def begin(self, owner: str, size: int, facts: Document, now: datetime) -> str:
        """The id of an upload; its file exists once the last byte is here."""
        name, upload = str(facts.pop("id", "") or secrets.token_hex(6)), secrets.token_urlsafe(24)
        if self._store.row("select 1 from files where id = ?", (name,)):
            raise Refusal(409, f"File files/{name} already exists.", code="ALREADY_EXISTS")
        self._store.change(
            "insert into files (id, owner, upload, size, received, created, active_at, facts) values (?, ?, ?, ?, 0, ?, 0, ?)",
            (name, _owner(owner), upload, size, now.timestamp(), json.dumps(facts)),
        )
        self._path(name).write_bytes(b"")
        return upload

    def receive(self, upload: str, offset: int, content: bytes) -> None:
        row = self._upload(upload)
        if offset != row["received"]:
            raise Refusal(400, f"Offset {offset} does not match the {row['received']} bytes received so far.")
        if row["received"] + len(content) > row["size"]:
            raise Refusal(400, f"More bytes than the {row['size']} that were announced.")
        with self._path(row["id"]).open("r+b") as file:
            file.seek(offset)
            file.write(content)
        self._store.change("update files set received = received + ? where id = ?", (len(content), row["id"]))

    def received(self, upload: str) -> int:
        return int(self._upload(upload)["received"])

    def finish(self, upload: str, now: datetime, base: str) -> Document:
        row = self._upload(upload)
        if row["received"] != row["size"]:
            raise Refusal(400, f"Upload has {row['received']} of {row['size']} bytes.")
        with self._path(row["id"]).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        facts = {**json.loads(row["facts"]), "sha256Hash": base64.b64encode(digest.encode()).decode()}
        self._store.change(
            "update files set finished = 1, upload = null, active_at = ?, facts = ? where id = ?",
            (now.timestamp() + self._processing, json.dumps(facts), row["id"]),
        )
        return self._shown(self._one("files where id = ?", row["id"]), now, base)

    def cancel(self, upload: str) -> None:
        self._remove(self._upload(upload)["id"])

    def keep_generated(self, owner: str, content: bytes, mime_type: str, now: datetime, *, name: str | None = None) -> str:
        """A file that the provider made itself: the only kind that can be downloaded. Under a given name it is made once."""
        name = name or secrets.token_hex(6)
        if self._store.row("select 1 from files where id = ?", (name,)):
            return name
        self._path(name).write_bytes(content)
        self._store.change(
            "insert into files (id, owner, size, received, created, active_at, facts, finished) values (?, ?, ?, ?, ?, ?, ?, 1)",
            (name, _owner(owner), len(content), len(content), now.timestamp(), now.timestamp(),
             json.dumps({"mimeType": mime_type, "source": "GENERATED"})),
        )  # fmt: skip
        return name

    def shown(self, name: str, owner: str, now: datetime, base: str) -> Document:
        return self._shown(self._mine(name, owner, now), now, base)

    def listed(self, owner: str, now: datetime, base: str) -> list[Document]:
        rows = self._store.rows(
            "select * from files where owner = ? and finished and created > ? order by created desc, rowid desc",
            (_owner(owner), (now - _LIFETIME).timestamp()),
        )
        return [self._shown(row, now, base) for row in rows]

    def delete(self, name: str, owner: str, now: datetime) -> None:
        self._remove(self._mine(name, owner, now)["id"])

    def download(self, name: str, owner: str, now: datetime) -> tuple[bytes, str]:
        row = self._mine(name, owner, now)
        facts = json.loads(row["facts"])
        if facts.get("source") != "GENERATED":
            raise Refusal(400, "Only files that were generated can be downloaded.", code="FAILED_PRECONDITION")
        return self._path(row["id"]).read_bytes(), str(facts["mimeType"])

    def usable(self, uri: str, owner: str, now: datetime) -> bytes:
        """The bytes for a request that names the file, once it has been processed."""
        found = re.fullmatch(r".*/v1(?:beta)?/files/([^/]+)", uri)
        if not found:
            raise Refusal(400, f"Invalid or unsupported file uri: {uri}")
        name = found[1]
        row = self._mine(name, owner, now)
        if row["active_at"] > now.timestamp():
            raise Refusal(400, f"The File {name} is not in an ACTIVE state and usage is not allowed.",
                          code="FAILED_PRECONDITION")  # fmt: skip
        return self._path(row["id"]).read_bytes()

    def _mine(self, name: str, owner: str, now: datetime) -> Row:
        row = self._store.row(
            "select * from files where id = ? and owner = ? and finished and created > ?",
            (name, _owner(owner), (now - _LIFETIME).timestamp()),
        )
        if row is None:
            raise Refusal(403, f"You do not have permission to access the File {name} or it may not exist.")
        return row

    def _upload(self, upload: str) -> Row:
        row = self._store.row("select * from files where upload = ?", (upload,))
        if row is None:
            raise Refusal(404, "Upload not found: it is finished, cancelled, or never began.")
        return row

    def _one(self, where: str, *values: Any) -> Row:
        return self._store.rows(f"select * from {where}", values)[0]  # noqa: S608

    def _remove(self, name: str) -> None:
        self._store.change("delete from files where id = ?", (name,))
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / hashlib.sha256(name.encode()).hexdigest()[:32]

    def _shown(self, row: Row, now: datetime, base: str) -> Document:
        facts: Document = json.loads(row["facts"])
        generated = facts.get("source") == "GENERATED"
        return {
            "name": f"files/{row['id']}",
            **facts,
            "source": facts.get("source", "UPLOADED"),
            "sizeBytes": str(row["size"]),
            "createTime": _time(row["created"]),
            "updateTime": _time(row["created"]),
            "expirationTime": _time(row["created"] + _LIFETIME.total_seconds()),
            "uri": f"{base}/files/{row['id']}",
            "state": "ACTIVE" if row["active_at"] <= now.timestamp() else "PROCESSING",
            **({"downloadUri": f"{base}/files/{row['id']}:download?alt=media"} if generated else {}),
        }


def _owner(key: str) -> str:
    """Who brought a file, without keeping the key."""
    return hashlib.sha256(key.encode()).hexdigest()


def _time(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")

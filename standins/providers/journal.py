"""Everything that was asked, and what it came to: the evidence for "exactly one billable create"."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .store import Store
from .wire import Ask, Document, Refusal

_PAGE = 1000


class Journal:
    def __init__(self, store: Store) -> None:
        self._store = store

    def write(
        self,
        ask: Ask,
        at: datetime,
        *,
        status: int | None,
        labels: Mapping[str, str],
        key: str,
        accepted: bool,
        billed: bool,
        operation: str | None = None,
        storage_uri: str = "",
    ) -> None:
        """One line. `status` is null where no answer was sent; keys stay out, but for their last four letters."""
        line = {
            "time": at.isoformat(),
            "wire": ask.wire,
            "call": ask.call,
            "method": ask.method,
            "path": ask.path,
            "model": ask.model,
            "digest": hashlib.sha256(ask.body).hexdigest(),
            "bytes": len(ask.body),
            "understood": ask.understood,
            "labels": dict(labels),
            "key": key[-4:] if len(key) >= 12 else "",
            "accepted": accepted,
            "billed": billed,
            "status": status,
            "operation": operation,
            "storage_uri": storage_uri,
            "fault": ask.effects.applied,
        }
        self._store.change(
            "insert into journal (time, wire, call, job, storage_uri, billed, line) values (?, ?, ?, ?, ?, ?, ?)",
            (at.timestamp(), ask.wire, ask.call, labels.get("job", ""), storage_uri, billed, json.dumps(line)),
        )

    def read(self, query: Mapping[str, str]) -> Document:
        """The lines that fit, and how many billable creates were accepted among them."""
        where, values = _conditions(query)
        rows = self._store.rows(f"select id, line from journal where {where} order by id limit {_PAGE}", values)  # noqa: S608
        counts = {
            f"by_{column}": {
                row[0]: row[1]
                for row in self._store.rows(
                    f"select {column}, count(*) from journal where {where} and billed and {column} != '' group by 1",  # noqa: S608
                    values,
                )
            }
            for column in ("job", "storage_uri", "wire")
        }
        billed = self._store.row(f"select count(*) from journal where {where} and billed", values)  # noqa: S608
        return {
            "entries": [{"id": row["id"], **json.loads(row["line"])} for row in rows],
            "more": len(rows) == _PAGE,  # read on with `since` and the last id
            "accepted": {"billed": billed[0] if billed else 0, **counts},
        }

    def billed_since(self, moment: float, wire: str, model: str) -> int:
        row = self._store.row(
            "select count(*) from journal where time > ? and wire = ? and billed and json_extract(line, '$.model') = ?",
            (moment, wire, model),
        )
        return int(row[0]) if row else 0

    def clear(self) -> int:
        return self._store.change("delete from journal")


def _conditions(query: Mapping[str, str]) -> tuple[str, list[Any]]:
    """`since` is a time or the id of a line; `prefix` fits the beginning of the storage address."""
    where, values = ["1 = 1"], list[Any]()
    for name in ("wire", "call", "job"):
        if name in query:
            where.append(f"{name} = ?")
            values.append(query[name])
    if "prefix" in query:
        where.append("substr(storage_uri, 1, ?) = ?")
        values += [len(query["prefix"]), query["prefix"]]
    since = query.get("since", "")
    if since.isdigit():
        where.append("id > ?")
        values.append(int(since))
    elif since:
        try:
            moment = datetime.fromisoformat(since.replace(" ", "+"))
        except ValueError as error:
            raise Refusal(400, "since: an ISO time or the id of a line") from error
        where.append("time >= ?")
        values.append((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    return " and ".join(where), values

"""Every row of the table put to the door, once by everybody."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.fixtures.system import System
from tests.rules.actors import ACTORS, HOLDERS, Actor, Visitor, visitors
from tests.rules.client import Write, change, create, delete, equal, put, set_up
from tests.rules.table import TABLE, Operation, Row


@dataclass(frozen=True)
class Door:
    """Everybody, and one document of each row for everybody who has any."""

    people: Mapping[Actor, Visitor]

    def who_may(self, row: Row, operation: Operation) -> set[Actor]:
        """Of everybody; where nothing is allowed to anybody, no condition can tell those apart who differ in less than these."""
        asking = ACTORS if row.allowed else ("owner", "guest", "anonymous", "admin")
        return {actor for actor in asking if self.may(actor, row, operation)}

    def may(self, actor: Actor, row: Row, operation: Operation) -> bool:
        who = self.people[actor]
        path, where = row.path.format(uid=who.finds), (*equal(user_id=who.finds), *row.where)
        under = row.under.format(uid=who.finds)
        match operation:
            case "get":
                return who.client.may_get(path)
            case "get absent":
                return who.client.may_get(f"{path}-absent")
            case "list own":
                return who.client.may_list(row.collection, where, under=under)
            case "list all":
                return who.client.may_list(row.collection, row.where, under=under)
            case "list another's":
                another = self.people["other" if who.finds == who.uid else "newcomer"].uid
                return who.client.may_list(row.collection, (*equal(user_id=another), *row.where), under=under)
            case "list everywhere":
                return who.client.may_list(row.collection, where, anywhere=True)
            case "create":
                return who.client.may(create(f"{path}-{secrets.token_hex(4)}", _filled(row, who.finds)))
            case "update":
                return who.client.may(change(path, row.change))
            case "delete":
                return who.client.may(delete(path))


@contextmanager
def opened(system: System) -> Generator[Door]:
    """Gone again afterwards: others look through these collections too."""
    door = Door(visitors(system, secrets.token_hex(4)))
    kept = list(_documents(door.people))
    set_up(system, *kept)
    try:
        yield door
    finally:
        accounts = [delete(f"accounts/{who.uid}") for who in door.people.values()]
        set_up(system, *(delete(each.path) for each in kept), *accounts)


def _documents(people: Mapping[Actor, Visitor]) -> Iterator[Write]:
    for row in TABLE:
        if row.collection != "accounts":
            yield from (put(row.path.format(uid=people[each].uid), _filled(row, people[each].uid)) for each in HOLDERS)


def _filled(row: Row, uid: str) -> dict[str, Any]:
    fields = {name: value.format(uid=uid) if isinstance(value, str) else value for name, value in row.fields.items()}
    return {"user_id": uid, **fields}

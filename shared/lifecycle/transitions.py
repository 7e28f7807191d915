"""The one way in which what has states changes: read it, look its step up in the table, commit it with all that it moves.

Whoever comes second finds it further on and changes nothing. What follows a step (tasks, deletions, others that wait) comes after
its commit and may be repeated; should it be lost, the sweep finds the document by its `due_at`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

from shared.platform.clients import store
from shared.platform.firestore.documents import Document, Plan, Seen, Update, Write

T = TypeVar("T", bound="Stated")
X = TypeVar("X")


class Stated(Protocol):
    """A document with states, as a frozen dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def path(self) -> str: ...

    def fields(self) -> dict[str, Any]: ...


class Step(Protocol):
    """What one event does; beside the state after it, it says what its domain understands."""

    @property
    def to(self) -> Any: ...


class Change(NamedTuple):
    """A step that is no more than a state and fields."""

    to: Any
    fields: Mapping[str, Any]


P = TypeVar("P", bound=Step)


class Carried(NamedTuple, Generic[T, X]):
    """The document after a step, what else is written in its commit, and what those need to know who go on from it."""

    after: T
    writes: Sequence[Write] = ()
    beside: X | None = None


class Moved(NamedTuple, Generic[T, X]):
    """The document as it is now, and whether it was this call that moved it."""

    now: T | None
    moved: bool = False
    beside: X | None = None


@dataclass(frozen=True)
class Machine(Generic[T]):
    """Documents of one kind: how they are read, the field that tells their state, and the table of what may follow what."""

    read: Callable[[Document], T | None]
    state: str
    steps: Mapping[Any, Collection[Any]]

    def followers(self, before: T) -> Collection[Any]:
        return self.steps.get(getattr(before, self.state), ())

    def after(self, before: T, step: Step, **changes: Any) -> T:
        return replace(before, **changes, **{self.state: step.to})

    def stepped(self, before: T, to: Any, **changes: Any) -> T:
        """For a commit that is about more than this document; whoever asks has refused what the table does not know."""
        if to not in self.followers(before):
            raise ValueError(f"no step of {before.path} to {to}")
        return self.after(before, Change(to, {}), **changes)

    def update(self, document: Document, before: T, after: T) -> Write:
        """Only what is new, under the precondition that the document is as it was read."""
        old, new = before.fields(), after.fields()
        return Update(document, {name: value for name, value in new.items() if old[name] != value or name == self.state})


def transition(
    machine: Machine[T],
    path: str,
    beside: Sequence[str],
    decide: Callable[[T, Seen], P | None],
    carry: Callable[[T, P, Seen], Carried[T, X] | None],
) -> Moved[T, X]:
    """Take one step in one commit; a step that the table does not know changes nothing.

    `decide` says which, by what happened; `carry` what it does to the document and to those `beside` it, which are read with it.
    Either says None where nothing is to change, and asks for more (AlsoNeeds) where only the document tells what is needed.
    """

    def plan(seen: Seen) -> Plan[Moved[T, X]]:
        before = machine.read(seen[path])
        step = decide(before, seen) if before is not None and machine.followers(before) else None
        if before is None or step is None or step.to not in machine.followers(before):
            return Plan(Moved(before))
        carried = carry(before, step, seen)
        if carried is None:
            return Plan(Moved(before))
        update = machine.update(seen[path], before, carried.after)
        return Plan(Moved(carried.after, moved=True, beside=carried.beside), [*carried.writes, update])

    return store().settle([path, *beside], plan)
